/** How large an object is before it is unpacked: some kilobytes of a push may unpack to gigabytes. Only objects that lie in no pack; what a pack holds is bounded by who took the push. */
import fs from 'node:fs'
import { join } from 'node:path'
import { constants, inflateSync } from 'node:zlib'

/** `blob 1234\0` unpacks from far less. */
const HEAD_BYTES = 128

/** Bytes of its content as its head says; undefined for one that is in a pack or cannot be read. */
export function looseSize(gitdir: string, oid: string): number | undefined {
  const size = /^[a-z]+ (\d+)\0/.exec(headOf(join(gitdir, 'objects', oid.slice(0, 2), oid.slice(2))))?.[1]
  return size === undefined ? undefined : Number(size)
}

function headOf(file: string): string {
  const packed = Buffer.alloc(HEAD_BYTES)
  try {
    const fd = fs.openSync(file, 'r')
    try {
      const read = fs.readSync(fd, packed, 0, HEAD_BYTES, 0)
      // 128 bytes unpack to 130 kilobytes at the very most
      return inflateSync(packed.subarray(0, read), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, 40).toString('latin1')
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    return ''
  }
}
