import { randomStories } from './randomStories.ts'

randomStories('8.8')
