/** CMS (RFC 5652) detached signatures with the sample seal's keys: ECDSA P-256, SHA-256, content type, digest and time signed. */
import { createHash, webcrypto } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { SealKeys } from './certificate.ts'

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto })
const OID = { data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2', contentType: '1.2.840.113549.1.9.3', digest: '1.2.840.113549.1.9.4', time: '1.2.840.113549.1.9.5' }

/** DER of a SignedData without the content. */
export async function signDetached(keys: SealKeys, content: Buffer, at: Date): Promise<Buffer> {
  const certificate = pkijs.Certificate.fromBER(pemBytes(keys.certificate))
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    signerInfos: [new pkijs.SignerInfo({
      version: 1,
      sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
      signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes: attributes(content, at) }),
    })],
    certificates: [certificate],
  })
  await signed.sign(keys.privateKey, 0, 'SHA-256', bytesOf(content), engine)
  const info = new pkijs.ContentInfo({ contentType: OID.signedData, content: signed.toSchema(true) })
  return Buffer.from(info.toSchema().toBER(false))
}

function attributes(content: Buffer, at: Date): pkijs.Attribute[] {
  const digest = createHash('sha256').update(content).digest()
  return [
    new pkijs.Attribute({ type: OID.contentType, values: [new asn1js.ObjectIdentifier({ value: OID.data })] }),
    new pkijs.Attribute({ type: OID.time, values: [new asn1js.UTCTime({ valueDate: at })] }),
    new pkijs.Attribute({ type: OID.digest, values: [new asn1js.OctetString({ valueHex: bytesOf(digest) })] }),
  ]
}

export type CmsVerdict = { kind: 'fits'; certificate: Buffer; signedAt: Date | null } | { kind: 'changed' } | { kind: 'unreadable' }

/** Whether the signature fits the content and the certificate inside it; whose certificate that is, is the caller's question. */
export async function verifyDetached(content: Buffer, signature: Buffer): Promise<CmsVerdict> {
  try {
    const info = pkijs.ContentInfo.fromBER(bytesOf(signature))
    const signed = new pkijs.SignedData({ schema: info.content })
    const certificate = signed.certificates?.find((item): item is pkijs.Certificate => item instanceof pkijs.Certificate)
    if (!certificate || signed.signerInfos.length !== 1) return { kind: 'unreadable' }
    const fits = await verifySigner(signed, content)
    if (!fits) return { kind: 'changed' }
    return { kind: 'fits', certificate: Buffer.from(certificate.toSchema(true).toBER(false)), signedAt: timeIn(signed.signerInfos[0]!) }
  } catch {
    return { kind: 'unreadable' } // broken DER; pkijs throws whatever it met first
  }
}

async function verifySigner(signed: pkijs.SignedData, content: Buffer): Promise<boolean> {
  try {
    return await signed.verify({ signer: 0, data: bytesOf(content), checkChain: false }, engine)
  } catch (error) {
    if (error instanceof pkijs.SignedDataVerifyError) return false
    throw error
  }
}

function timeIn(signer: pkijs.SignerInfo): Date | null {
  const attribute = signer.signedAttrs?.attributes.find(({ type }) => type === OID.time)
  const value = attribute?.values[0] as asn1js.UTCTime | undefined
  return value ? value.toDate() : null
}

function pemBytes(pem: string): ArrayBuffer {
  return bytesOf(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
}

function bytesOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer
}
