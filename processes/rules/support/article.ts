/** An article of a law as a guide cites it: 第四十二条, 第42条. */
export const ARTICLE = /第[〇零一二三四五六七八九十百千0-9]+条/
