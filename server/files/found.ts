/**
 * What a file that is not taken seems to be, in words for who sent it, in both languages. Pure; recognising is kinds.ts.
 */

export interface Found { zh: string; en: string }

const WORDS: [RegExp, Found][] = [
  [/^application\/pdf$/, { zh: '文件头不规范的 PDF', en: 'a PDF with a damaged header' }],
  [/wordprocessingml|msword/, { zh: 'Word 文档', en: 'a Word document' }],
  [/spreadsheetml|ms-excel/, { zh: 'Excel 表格', en: 'an Excel sheet' }],
  [/presentationml|ms-powerpoint/, { zh: 'PowerPoint 演示文稿', en: 'a PowerPoint presentation' }],
  [/^application\/x-cfb$/, { zh: '旧版 Office 文档', en: 'an old Office document' }],
  [/opendocument/, { zh: 'OpenDocument 文档', en: 'an OpenDocument file' }],
  [/zip|rar|7z|gzip|x-tar|x-xz|bzip|zstd/, { zh: '压缩包', en: 'an archive' }],
  [/^image\/hei[cf]/, { zh: 'HEIC 照片（苹果手机格式）', en: 'a HEIC photo (of an Apple phone)' }],
  [/^image\/gif$/, { zh: 'GIF 图片', en: 'a GIF picture' }],
  [/^image\/tiff$/, { zh: 'TIFF 图片', en: 'a TIFF picture' }],
  [/^image\/webp$/, { zh: 'WebP 图片', en: 'a WebP picture' }],
  [/^image\/bmp$/, { zh: 'BMP 图片', en: 'a BMP picture' }],
  [/dwg|dxf/, { zh: 'CAD 图纸', en: 'a CAD drawing' }],
  [/^image\//, { zh: '其他格式的图片', en: 'a picture of another format' }],
  [/^video\//, { zh: '视频', en: 'a video' }],
  [/^audio\//, { zh: '音频', en: 'a sound file' }],
  [/msdownload|x-elf|mach-binary|x-msi/, { zh: '可执行程序', en: 'a program' }],
  [/xml|^text\//, { zh: '文本或网页', en: 'text or a web page' }],
]

const UNKNOWN: Found = { zh: '无法识别的文件类型', en: 'of a kind that is not recognised' }

/** @param type a MIME type as recognised by content; undefined when nothing was recognised. @param data its beginning, to tell text from anything else. */
export function foundWords(type: string | undefined, data: Buffer): Found {
  if (type === undefined) return looksLikeText(data.subarray(0, 512)) ? { zh: '文本或网页', en: 'text or a web page' } : UNKNOWN
  return WORDS.find(([pattern]) => pattern.test(type))?.[1] ?? UNKNOWN
}

function looksLikeText(head: Buffer): boolean {
  return head.length > 0 && head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}
