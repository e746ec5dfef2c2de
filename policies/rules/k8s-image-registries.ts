import { z } from "zod";
import { celText } from "../admission/cel.ts";
import { accountOf, ownAccounts } from "../model/container-registry.ts";
import { CHARTS, RELEASE } from "../model/helm.ts";
import { isWithin, originOf, parseImage, type Image } from "../model/image.ts";
import type { Stack } from "../model/stack.ts";
import { texts } from "../options.ts";
import { show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celImages, eachImage } from "../shared/each-image.ts";
import { imagesInValues } from "../shared/images-in-values.ts";
import { containerSnippet, optionSnippet } from "../shared/yaml.ts";

const NAME = "k8s-image-registries";

/** Those of the program's own images and of the charts that it installs. */
const PUBLIC = [
    "cr.l5d.io",
    "docker.io",
    "ecr-public.aws.com",
    "ghcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.k8s.io",
];
const ECR = ["*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn", "*.dkr-ecr.*.on.aws"];
/** A registry beside a cluster on somebody's machine. */
const LOCAL = ["localhost", "localhost:*"];

interface Lists {
    readonly allowed: readonly string[];
    readonly denied: readonly string[];
}

function problemOf(image: Image, { allowed, denied }: Lists, stack: Stack): string | undefined {
    const origin = originOf(image);
    const from = `comes from ${show(origin.registry)}`;
    if (isWithin(origin, denied)) return `${from}, which is denied`;
    if (!isWithin(origin, allowed)) return `${from}, allowed are ${allowed.join(", ")}`;
    const account = accountOf(origin);
    const accounts = ownAccounts(stack);
    return account === undefined || accounts.size === 0 || accounts.has(account)
        ? undefined
        : `${from}, an account that is not the stack's: ${[...accounts].join(", ")}`;
}

/** The image i with what container runtimes fill in. */
const celOrigin =
    '(i.image.matches("^(localhost|[^/]*[.:][^/]*)/") ? i.image.replace("index.docker.io/", "docker.io/", 1) : ' +
    '"docker.io/" + (i.image.contains("/") ? "" : "library/") + i.image)';

/** As isWithin has it, for a reference with tag and digest. */
function placesPattern(places: readonly string[]): string {
    const patterns = places.map((place) => {
        const [host = "", ...steps] = place.split("/");
        const registry = host.replace(/[^a-zA-Z0-9*-]/g, "[$&]").replace(/[*]/g, "[^/]*");
        const folder = steps.join("/").replace(/[^a-zA-Z0-9/-]/g, "[$&]");
        return `${registry}/${folder === "" ? "" : `${folder}([/:@]|$)`}`;
    });
    return `^(${patterns.join("|")})`;
}

const orOption = `# or, for the whole stack:\n${optionSnippet(NAME, "allowed: [<registry>]")}`;

export const rule = defineRule({
    name: NAME,
    title: "Images come from registries that are known",
    rationale: "Whoever runs a registry decides what runs in the cluster; a mistyped name is somebody else's image.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Registries, in which * stands for anything, with as much of the path as is wanted. */
            allowed: texts.default([...PUBLIC, ...ECR, ...(tier === "dev" ? LOCAL : [])]),
            /** Not even then. */
            denied: texts.default(["k8s.gcr.io"]),
        }),
    joins: () => true,
    types: [RELEASE, ...CHARTS],
    check({ props }, verdict, { options, stack }) {
        for (const { path, written } of imagesInValues(props["values"], "values", verdict)) {
            const problem = problemOf(parseImage(written), options, stack);
            if (problem !== undefined)
                verdict.bad({
                    message: `${path} ${show(written)} ${problem}`,
                    remedy: `${path}: <one of the allowed registries>\n${orOption}`,
                });
        }
    },
    pods: "all",
    checkPod({ pod }, verdict, { options, stack }) {
        eachImage(pod, verdict, ({ container, image, title }) => {
            const problem = problemOf(image, options, stack);
            if (problem !== undefined)
                verdict.bad({
                    message: `${title} ${problem}`,
                    remedy: `${containerSnippet(container, "image: <registry>/<repository>:<version>")}\n${orOption}`,
                });
        });
    },
    cel: ({ allowed, denied }) => {
        const isIn = (places: readonly string[]): string => `${celOrigin}.matches(${celText(placesPattern(places))})`;
        const isBad = `${isIn(denied)} || !${isIn(allowed)}`;
        const message = celText(` does not come from ${allowed.join(", ")}`);
        const faults = `variables.images.filter(i, ${isBad}).map(i, i.title + " image " + i.image + ${message})`;
        return { pods: { variables: celImages, faults } };
    },
});
