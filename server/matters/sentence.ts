/** What is said of a matter's files that cannot be read, here, in publication and in the modeler, in English and in Chinese (zh.json). */
import { saying } from '../forms/sentence.ts'
import chinese from './zh.json' with { type: 'json' }

export const say = saying(chinese)
