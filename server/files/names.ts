/** The name under which a file is shown and downloaded: readable, harmless, with the ending its content has. Never a path. */
import { EXTENSIONS, type FileType } from './kinds.ts'

const LONGEST = 80

/**
 * `../../etc/passwd` -> `passwd.pdf`; control and direction-changing characters go (a name must not read backwards);
 * an ending that lies about the content is replaced.
 */
export function safeName(name: string, type: FileType): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{C}\u200b-\u200f\u202a-\u202e\u2060-\u2069]/gu, '')
    .replace(/[<>:"|?*%;]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/(\.[A-Za-z0-9]{1,8})+$/, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const stem = Array.from(plain).slice(0, LONGEST).join('') || 'file'
  return `${stem}.${EXTENSIONS[type]}`
}

/** RFC 6266 with an ASCII name for old clients and the real one beside it. */
export function contentDisposition(name: string, inline: boolean): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
