// Finding a matter: by what people write, by pinyin with the right readings, by code, topic and body; the best first; and what is said where nothing fits.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { matterFolders, readBundle } from '../../server/matters/bundle.ts'
import { factsOfGuide, type Entry } from '../../server/matters/catalogue/entry.ts'
import { find, passes, wordsOf } from '../../server/matters/catalogue/find.ts'
import { nearest, wordsThatFind } from '../../server/matters/catalogue/nearest.ts'
import { fitsPinyin, syllables } from '../../server/matters/catalogue/pinyin.ts'
import { readOrganisation, sampleFile } from '../../server/people/organisationFile.ts'

const { bodies } = readOrganisation(sampleFile)
const entries: Entry[] = matterFolders('processes').map((code, index) => {
  const { matter } = readBundle(join('processes', code), 'forms')
  const body = bodies.find(({ id }) => id === matter.body)!
  return { ...factsOfGuide({ id: String(index), code, bodyId: matter.body, divisionCode: matter.division, matter }), effectiveFrom: new Date(0), bodyNames: [body.name, body.short] }
})
const codes = (text: string): string[] => find(entries, text).map(({ code }) => code)

describe('a matter is found', () => {
  it.each([
    ['by its whole name', '城市户外广告设置审批', 'huwai-guanggao'],
    ['by a part of it', '施工许可', 'jianzhu-shigong-xuke'],
    ['by what it is also called', '招牌', 'huwai-guanggao'],
    ['by pinyin in full', 'huwaiguanggao', 'huwai-guanggao'],
    ['by pinyin in full, in pieces', 'hu wai guang gao', 'huwai-guanggao'],
    ['by initials', 'sgxk', 'jianzhu-shigong-xuke'],
    ['by both mixed', 'shigongxk', 'jianzhu-shigong-xuke'],
    ['while the last syllable is still being written', 'yulecha', 'yule-changsuo'],
    ['in capitals and full width', 'ＳＧＸＫ', 'jianzhu-shigong-xuke'],
    ['by the basic code', '000117110000', 'huwai-guanggao'],
    ['by the beginning of the implementing code', '11990100MB0A00023W3000117110', 'huwai-guanggao'],
    ['by its own code', 'xiaofang-sheji', 'xiaofang-sheji'],
    ['by body and word', '城管局 广告', 'huwai-guanggao'],
    ['by the pinyin of a keyword', 'zhaopai', 'huwai-guanggao'],
    ['by what is written round it', '我想办理施工许可手续', 'jianzhu-shigong-xuke'],
    ['by a question', '怎么申请娱乐场所？', 'yule-changsuo'],
    ['by the name of its result', '参保登记确认书', 'yanglao-canbao'],
  ])('%s', (_how, text, code) => expect(codes(text)[0]).toBe(code))

  it('by topic and by body all of theirs', () => {
    expect(codes('工程建设')).toEqual(expect.arrayContaining(['jianzhu-shigong-xuke', 'xiaofang-sheji']))
    expect(codes('城管局').sort()).toEqual(['daolu-wajue', 'huwai-guanggao'])
    expect(codes('chengguanju').sort()).toEqual(['daolu-wajue', 'huwai-guanggao'])
  })

  it('the name before the keyword before the topic', () => {
    expect(codes('备案')[0]).toBe('qiye-touzi-beian')
    expect(codes('投资项目').slice(0, 2)).toEqual(expect.arrayContaining(['qiye-touzi-beian', 'xiangmu-hezhun-lvse']))
  })

  it('only where every word is found, and nothing of an attack', () => {
    expect(codes('施工 广告')).toEqual([])
    expect(codes("%_' or 1=1 --")).toEqual([])
    expect(codes('x')).toEqual([])
    expect(codes('   ')).toHaveLength(entries.length)
    expect(wordsOf('a'.repeat(5000))[0]).toHaveLength(100)
  })
})

describe('pinyin', () => {
  const READ = [
    ['银行', 'yin hang'], ['行政', 'xing zheng'], ['重大', 'zhong da'], ['重建', 'chong jian'], ['音乐', 'yin yue'], ['娱乐', 'yu le'], ['校长', 'xiao zhang'], ['长江', 'chang jiang'],
    ['会计', 'kuai ji'], ['给付', 'ji fu'], ['还款', 'huan kuan'], ['还建房', 'huan jian fang'], ['调解', 'tiao jie'], ['调查', 'diao cha'], ['参保', 'can bao'], ['差别化', 'cha bie hua'], ['种植', 'zhong zhi'],
    ['处罚', 'chu fa'], ['厦门', 'xia men'], ['传染病', 'chuan ran bing'], ['载货', 'zai huo'], ['散装', 'san zhuang'], ['朝阳', 'chao yang'], ['女职工', 'nv zhi gong'],
    ['还贷', 'huan dai'], ['归还', 'gui huan'], ['还林', 'huan lin'], ['退耕还林', 'tui geng huan lin'], ['校验', 'jiao yan'], ['计量校准', 'ji liang jiao zhun'], ['学校', 'xue xiao'], ['绿化', 'lv hua'],
    ['旅馆业', 'lv guan ye'], ['储藏', 'chu cang'], ['藏药', 'zang yao'], ['供给', 'gong ji'], ['补给', 'bu ji'], ['自来水供给', 'zi lai shui gong ji'], ['单位', 'dan wei'], ['调整', 'tiao zheng'],
    ['调动', 'diao dong'], ['人事调动', 'ren shi diao dong'], ['调解员', 'tiao jie yuan'], ['征调', 'zheng diao'], ['抽调', 'chou diao'], ['调味品', 'tiao wei pin'], ['差旅', 'chai lv'], ['出差', 'chu chai'],
    ['误差', 'wu cha'], ['差额', 'cha e'], ['行业', 'hang ye'], ['行驶证', 'xing shi zheng'], ['排行', 'pai hang'], ['同行', 'tong hang'], ['人行道', 'ren xing dao'], ['行道树', 'xing dao shu'],
    ['商行', 'shang hang'], ['长途', 'chang tu'], ['增长', 'zeng zhang'], ['首长', 'shou zhang'], ['家长', 'jia zhang'], ['局长', 'ju zhang'], ['院长', 'yuan zhang'], ['重新', 'chong xin'],
    ['重复', 'chong fu'], ['重点', 'zhong dian'], ['载重', 'zai zhong'], ['起重机械', 'qi zhong ji xie'], ['重污染', 'zhong wu ran'], ['重审', 'chong shen'], ['乐器', 'yue qi'], ['音乐会', 'yin yue hui'],
    ['游乐', 'you le'], ['传播', 'chuan bo'], ['自传', 'zi zhuan'], ['传记', 'zhuan ji'], ['会计师', 'kuai ji shi'], ['会议', 'hui yi'], ['参与', 'can yu'], ['人参', 'ren shen'],
    ['参展', 'can zhan'], ['率先', 'shuai xian'], ['税率', 'shui lv'], ['处理', 'chu li'], ['办事处', 'ban shi chu'], ['为民', 'wei min'], ['强制', 'qiang zhi'], ['强迫', 'qiang po'],
    ['数据', 'shu ju'], ['血液', 'xue ye'], ['血站', 'xue zhan'], ['薄弱', 'bo ruo'], ['发票', 'fa piao'], ['理发', 'li fa'], ['理发店', 'li fa dian'], ['头发', 'tou fa'],
    ['着装', 'zhuo zhuang'], ['中毒', 'zhong du'], ['中奖', 'zhong jiang'], ['种子', 'zhong zi'], ['种植', 'zhong zhi'], ['种畜', 'zhong chu'], ['牲畜', 'sheng chu'], ['畜牧', 'xu mu'],
    ['畜禽', 'chu qin'], ['畜禽养殖', 'chu qin yang zhi'], ['兽药', 'shou yao'], ['水稻', 'shui dao'], ['仓储', 'cang chu'], ['车辆', 'che liang'], ['车站', 'che zhan'], ['卷烟', 'juan yan'],
    ['烟草专卖零售', 'yan cao zhuan mai ling shou'], ['试卷', 'shi juan'], ['散装', 'san zhuang'], ['散热', 'san re'], ['分散', 'fen san'], ['转让', 'zhuan rang'], ['转动', 'zhuan dong'], ['转基因', 'zhuan ji yin'],
    ['作坊', 'zuo fang'], ['小作坊', 'xiao zuo fang'], ['食品小作坊', 'shi pin xiao zuo fang'], ['街坊', 'jie fang'], ['曲艺', 'qu yi'], ['歌曲', 'ge qu'], ['模板', 'mu ban'], ['模具', 'mu ju'],
    ['模范', 'mo fan'], ['屏蔽', 'ping bi'], ['便利店', 'bian li dian'], ['便宜', 'pian yi'], ['便民', 'bian min'], ['量具', 'liang ju'], ['质量', 'zhi liang'], ['丈量', 'zhang liang'],
    ['冠名', 'guan ming'], ['冠军', 'guan jun'], ['应急', 'ying ji'], ['供应', 'gong ying'], ['应用', 'ying yong'], ['兴办', 'xing ban'], ['兴趣', 'xing qu'], ['振兴', 'zhen xing'],
    ['朝向', 'chao xiang'], ['觉察', 'jue cha'], ['奇数', 'ji shu'], ['角色', 'jue se'], ['角度', 'jiao du'], ['露天', 'lu tian'], ['矿石', 'kuang shi'], ['盛装', 'sheng zhuang'],
    ['省厅', 'sheng ting'], ['反省', 'fan xing'], ['石油', 'shi you'], ['担保', 'dan bao'], ['重量', 'zhong liang'], ['挑选', 'tiao xuan'], ['塞车', 'sai che'], ['要塞', 'yao sai'],
    ['堵塞', 'du se'], ['拆除', 'chai chu'], ['降落', 'jiang luo'], ['投降', 'tou xiang'], ['夹层', 'jia ceng'], ['殷实', 'yin shi'], ['给水', 'ji shui'], ['给排水', 'ji pai shui'],
    ['排水', 'pai shui'], ['供给侧', 'gong ji ce'], ['切割', 'qie ge'], ['一切', 'yi qie'], ['泊位', 'bo wei'], ['停泊', 'ting bo'], ['湖泊', 'hu po'], ['巷道', 'hang dao'],
    ['小巷', 'xiao xiang'], ['恶臭', 'e chou'], ['臭氧', 'chou yang'], ['佛教', 'fo jiao'], ['仿佛', 'fang fu'], ['宿舍', 'su she'], ['纤维', 'xian wei'], ['解送', 'jie song'],
    ['押解', 'ya jie'], ['核定', 'he ding'], ['果核', 'guo he'], ['屠宰', 'tu zai'], ['生猪屠宰', 'sheng zhu tu zai'], ['剥离', 'bo li'], ['剥皮', 'bao pi'], ['削减', 'xue jian'],
    ['削皮', 'xiao pi'], ['扁舟', 'pian zhou'], ['汗水', 'han shui'], ['可汗', 'ke han'], ['六安', 'lu an'], ['蚌埠', 'beng bu'], ['乐清', 'yue qing'], ['台州', 'tai zhou'],
    ['丽水', 'li shui'], ['铅山', 'yan shan'], ['番禺', 'pan yu'], ['浚县', 'xun xian'], ['亳州', 'bo zhou'], ['渑池', 'mian chi'], ['涡阳', 'guo yang'],
  ]

  it('reads the words of the office as they are read', () => {
    expect(READ.map(([text]) => [text, syllables(text!).join(' ')])).toEqual(READ)
  })

  it('of every matter fits in full and by initials', () => {
    for (const { name, code } of entries) {
      const read = syllables(name).filter((one) => /^[a-z]+$/.test(one))
      for (const letters of [read.join(''), read.map((one) => one[0]).join('').slice(0, 40)]) {
        if (letters.length <= 40 && !/[，、（]/.test(name)) expect(codes(letters), `${name}: ${letters}`).toContain(code)
      }
    }
  })

  it('does not fit by a syllable cut in its middle', () => {
    expect(fitsPinyin('户外广告', 'hwgg')).toBe('initials')
    expect(fitsPinyin('户外广告', 'waigu')).toBe('syllables')
    expect(fitsPinyin('户外广告', 'aiguang')).toBeNull()
    expect(fitsPinyin('户外广告', 'h')).toBeNull()
  })
})

describe('choices', () => {
  it('narrow the list by topic, body, kind and who applies', () => {
    const left = (filter: Parameters<typeof passes>[1]) => entries.filter((entry) => passes(entry, filter)).map(({ code }) => code)
    expect(left({ kind: 'instant' }).sort()).toEqual(['qiye-touzi-beian', 'yanglao-canbao'])
    expect(left({ subject: 'organisation' })).not.toContain('yanglao-canbao')
    expect(left({ subject: 'person' })).not.toContain('qiye-touzi-beian')
    expect(left({ body: 'chengguan', topic: '城市管理' })).toContain('huwai-guanggao')
  })
})

describe('where nothing is found', () => {
  it('what was perhaps meant comes first', () => {
    expect(codes('户外广靠')).toEqual([])
    expect(nearest(entries, '户外广靠')[0]!.code).toBe('huwai-guanggao')
    expect(nearest(entries, 'shigongxvke')[0]!.code).toBe('jianzhu-shigong-xuke')
    expect(nearest(entries, '养老参宝登记')[0]!.code).toBe('yanglao-canbao')
    expect(nearest(entries, '火星移民')).toEqual([])
  })

  it('each word alone with its number', () => {
    expect(wordsThatFind(entries, '施工 广告 火星')).toEqual([{ word: '施工', count: codes('施工').length }, { word: '广告', count: codes('广告').length }])
    expect(wordsThatFind(entries, '火星')).toEqual([])
  })
})
