/** Names that somebody else limits. Too long or ill-formed is refused: a name cut short is a name nobody finds. */

interface Limit {
    readonly max: number;
    readonly pattern: RegExp;
    readonly allowed: string;
    readonly source: string;
}

const dnsLabel = {
    max: 63,
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    allowed: "small letters, digits and dashes, a letter first",
    source: "RFC 1035 label",
} satisfies Limit;

const awsIdentifier = {
    pattern: /^[a-z](-?[a-z0-9])*$/,
    allowed: "small letters, digits and single dashes, a letter first",
} as const;

const limits = {
    namespace: dnsLabel,
    service: dnsLabel,
    // The pods of a Deployment carry its name, a hash of up to 10 and 5 random characters, and their host name ends at 63.
    deployment: { ...dnsLabel, max: 46 },
    // The controller adds an ordinal and, in a label, a hash of 10.
    statefulSet: { ...dnsLabel, max: 52 },
    // A version of up to 20 characters follows, and its pods add 5 random ones; both behind a dash.
    job: { ...dnsLabel, max: 36 },
    container: dnsLabel,
    volume: dnsLabel,
    host: { ...dnsLabel, pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, allowed: "small letters, digits and dashes" },
    port: { ...dnsLabel, max: 15, pattern: /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, source: "IANA service name" },
    securityGroup: {
        max: 255,
        pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/,
        allowed: "no sg- first",
        source: "EC2",
    },
    bucket: {
        max: 63,
        pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
        allowed: "small letters, digits and dashes",
        source: "S3",
    },
    // An instance adds a dash and up to two digits.
    rdsCluster: { ...awsIdentifier, max: 60, source: "RDS, 63 with the number of an instance" },
    replicationGroup: { ...awsIdentifier, max: 40, source: "ElastiCache" },
    iamRole: { max: 64, pattern: /^[\w+=,.@-]+$/, allowed: "letters, digits and +=,.@-_", source: "IAM" },
} as const satisfies Record<string, Limit>;

export type NameKind = keyof typeof limits;

/** What is wrong with a name of that kind, or undefined. */
export function nameProblem(kind: NameKind, name: string): string | undefined {
    const { max, pattern, allowed, source }: Limit = limits[kind];
    if (name.length > max) {
        return `the ${kind} name "${name}" has ${name.length} characters, allowed: ${max} (${source}). Shorten it.`;
    }
    return pattern.test(name) ? undefined : `"${name}" is no name for a ${kind}, allowed: ${allowed} (${source}).`;
}
