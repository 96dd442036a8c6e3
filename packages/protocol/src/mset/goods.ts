/**
 * What is offered, in words and by address. It goes from merchant to wallet only: the intermediary sees its
 * salted digest, so it learns nothing of what is read (PROTOCOL.md, section 2).
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import { bytesField, digestField, textField } from '../encoding/fields.ts';

const maxGoodsBytes = 8192;

const goodsSchema = v.strictObject({
  title: textField(200),
  description: textField(2000),
  /** Path and query on the merchant's origin. */
  resource: v.pipe(v.string(), v.maxLength(1024), v.regex(/^\/(?![/\\])[^\s\\]*$/)),
  contentDigest: v.optional(digestField),
  /** 32 random bytes, without which the digest could be guessed from a catalogue. */
  salt: bytesField(32),
});

export type GoodsDescription = v.InferOutput<typeof goodsSchema>;

/** The string that travels and its digest, which the offer carries. */
export async function encodeGoods(goods: GoodsDescription): Promise<{ goods: string; goodsDigest: string }> {
  const text = JSON.stringify(v.parse(goodsSchema, goods));
  return { goods: text, goodsDigest: await digestOf(text) };
}

/** Throws ERR_MESSAGE_MALFORMED. */
export function decodeGoods(text: string): GoodsDescription {
  return parseBoundedJson(text, goodsSchema, maxGoodsBytes);
}
