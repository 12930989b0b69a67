/**
 * The sample seal's keys: one self-made certificate a body, created on first use in DATA_DIR/seals and never replaced.
 * Its subject says that it is a sample. No authority stands behind it.
 */
import { createHash, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import 'reflect-metadata' // tsyringe, which x509 brings along, wants it first
import * as x509 from '@peculiar/x509'
import type { Context } from '../../context.ts'
import { change } from '../../db/pool.ts'
import type { SealedBody } from './seal.ts'

export interface SealKeys {
  /** PEM */
  certificate: string
  privateKey: CryptoKey
  /** sha256 of the certificate's DER, hexadecimal */
  fingerprint: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const VALID_YEARS = 20

/** Keys of a body's sample seal, made when they are missing; the certificate is registered so that signatures are known as ours. */
export async function keysOf(ctx: Context, body: SealedBody): Promise<SealKeys> {
  const dir = join(ctx.config.dataDir, 'seals')
  const file = join(dir, `${body.id}.pem`)
  const pem = (await read(file)) ?? (await create(ctx, body, dir, file))
  const keys = await parse(pem)
  await change(ctx.db, `insert into seal_certificate (fingerprint, body_id, certificate, created_at) values (?, ?, ?, ?) on conflict (fingerprint) do nothing`,
    [keys.fingerprint, body.id, keys.certificate, ctx.now()])
  return keys
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function create(ctx: Context, body: SealedBody, dir: string, file: string): Promise<string> {
  const pem = await make(ctx, body)
  const temporary = `${file}.${ctx.random(8).toString('hex')}`
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await writeFile(temporary, pem, { mode: 0o600, flag: 'wx' })
  try {
    await link(temporary, file) // fails where another process was first: its keys stand
    return pem
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFile(file, 'utf8')
  } finally {
    await rm(temporary, { force: true })
  }
}

async function make(ctx: Context, body: SealedBody): Promise<string> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair
  const notBefore = ctx.now()
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + VALID_YEARS)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${ctx.random(15).toString('hex')}`, // positive, as RFC 5280 wants it
    name: [{ CN: [`${body.name}（样例印章）`] }, { O: [body.name] }, { OU: ['样例，无法律效力'] }],
    notBefore, notAfter, keys, signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(false), new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true)],
  }, webcrypto as unknown as Crypto)
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64').replace(/.{64}/g, '$&\n')
  return `${certificate.toString('pem').trim()}\n-----BEGIN PRIVATE KEY-----\n${key.trim()}\n-----END PRIVATE KEY-----\n`
}

async function parse(pem: string): Promise<SealKeys> {
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem) ?? []
  const [, key] = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END PRIVATE KEY-----/.exec(pem) ?? []
  if (!certificate || !key) throw new Error('A seal file must hold a certificate and its private key, and one is missing. Restore DATA_DIR/seals from a backup, or remove the broken file to have a new sample seal made.')
  return {
    certificate,
    privateKey: await webcrypto.subtle.importKey('pkcs8', Buffer.from(key, 'base64'), ALGORITHM, false, ['sign']),
    fingerprint: fingerprintOf(certificate),
  }
}

export function fingerprintOf(certificate: string | Buffer): string {
  return createHash('sha256').update(new NodeCertificate(certificate).raw).digest('hex')
}
