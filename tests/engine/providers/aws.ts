/** Stands in for the aws provider: ids, ARNs and endpoints that look as AWS's do, from the inputs alone. */
import { type AwsType, awsTypes } from "./aws-types.ts";
import type { Checked, Cloud } from "./cloud.ts";
import { serve } from "./serve.ts";
import { type Bag, digest, pickedIds, text, UNKNOWN, urnName, urnType } from "./wire.ts";

const account = "111122223333";
let providerRegion = "us-east-1";

/** What has one namespace in the whole account, or in the world. */
const globalServices = /^aws:(iam|route53|s3|cloudfront)\//;

const typeOf = (type: string): AwsType => awsTypes[type.slice("aws:".length)] ?? {};
const regionOf = (inputs: Bag): string => text(inputs, "region") ?? providerRegion;

/** "aws:iam/role:Role" gives arn:aws:iam::…:role/<id>: IAM and Route 53 have no region. */
function arn(type: string, id: string, inputs: Bag): string {
    const [, path = ""] = type.split(":");
    const [service = "", resource = ""] = path.split("/");
    const region = service === "iam" || service === "route53" ? "" : regionOf(inputs);
    if (service === "s3") return `arn:aws:s3:::${id}`;
    return `arn:aws:${service}:${region}:${account}:${id.includes("/") ? id : `${resource}/${id}`}`;
}

/** A name that the program leaves open is filled in here, as the real one does, so that the preview knows it. */
function check(urn: string, inputs: Bag): Checked {
    const { id } = typeOf(urnType(urn));
    if (id === undefined || !("input" in id) || inputs[id.input] !== undefined) return { inputs, failures: [] };
    if (id.generated !== true) return { inputs, failures: [{ property: id.input, reason: "is missing" }] };
    return { inputs: { ...inputs, [id.input]: `${urnName(urn)}-${digest(urn, 7)}`.toLowerCase() }, failures: [] };
}

function ids(urn: string, inputs: Bag): readonly string[] {
    const type = urnType(urn);
    const { id, idIsArn } = typeOf(type);
    if (id !== undefined && "input" in id) return [text(inputs, id.input) ?? UNKNOWN];
    const prefix = id?.prefix ?? "";
    return pickedIds(urn).map((picked) => {
        const made = `${prefix}${picked}`;
        return idIsArn === true ? arn(type, made, inputs) : made;
    });
}

const aws: Cloud = {
    identity: ["region"],
    configure: (settings) => {
        providerRegion = text(settings, "region") ?? providerRegion;
    },
    check,
    immutable: (type, changed) => {
        const fields = typeOf(type).immutable ?? [];
        return changed.filter((path) => fields.some((field) => path === field || path.startsWith(`${field}.`)));
    },
    ids,
    scope: (type, properties) => (globalServices.test(type) ? "" : regionOf(properties)),
    admit: () => undefined,
    outputs: (type, id, inputs) => {
        const own = id.startsWith("arn:") ? id : arn(type, id, inputs);
        const made = { id, arn: own, region: regionOf(inputs), account, inputs };
        return { ...inputs, arn: own, tagsAll: inputs["tags"] ?? {}, ...typeOf(type).outputs?.(made) };
    },
    owned: () => [],
    invoke: (token) => {
        // Asked by the EKS component; the program itself looks nothing up.
        if (token === "aws:index/getPartition:getPartition") {
            return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws", reverseDnsPrefix: "com.amazonaws" };
        }
        throw new Error(`the stand-in for aws answers no ${token}: the program looks nothing up`);
    },
};

if (import.meta.main) await serve("aws", aws);
