/** A certificate that is its own authority, in the few fields that a TLS client looks at (X.509 in DER, RFC 5280). */
import { generateKeyPairSync, sign } from "node:crypto";

export interface Certificate {
    readonly key: string;
    readonly cert: string;
}

const day = 24 * 3600 * 1000;

/** @param days until it expires; negative: it has. */
export function selfSigned(host: string, days = 1): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
    const name = sequence(tagged(0x31, sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(host)))));
    const altName = sequence(tagged(0x82, Buffer.from(host)));
    const content = sequence(
        tagged(0xa0, tagged(0x02, Buffer.from([2]))), // version 3
        tagged(0x02, Buffer.from([1])), // serial number
        algorithm,
        name,
        sequence(time(Date.now() - 30 * day), time(Date.now() + days * day)),
        name,
        publicKey.export({ type: "spki", format: "der" }),
        tagged(0xa3, sequence(sequence(oid(0x55, 0x1d, 0x11), tagged(0x04, altName)))), // subjectAltName
    );
    const signature = sign("sha256", content, privateKey);
    const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
    return {
        key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
        cert: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    };
}

function tagged(tag: number, content: Buffer): Buffer {
    const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));

const oid = (...bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes));

/** UTCTime */
const time = (moment: number): Buffer =>
    tagged(
        0x17,
        Buffer.from(
            new Date(moment)
                .toISOString()
                .replaceAll(/[-:T]|\.\d+/g, "")
                .slice(2),
        ),
    );
