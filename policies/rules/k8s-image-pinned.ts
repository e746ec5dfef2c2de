import { z } from "zod";
import type { Container } from "../model/container.ts";
import { parseImage } from "../model/image.ts";
import { texts } from "../options.ts";
import { show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const DIGEST_SHAPE = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/i;

/** The word as a part of the tag: latest-pg15 and dev-latest move like latest does. */
function movingWord(tag: string, words: readonly string[]): string | undefined {
    const parts = tag.toLowerCase().split(/[-_.]/);
    return words.find((word) => parts.includes(word.toLowerCase()));
}

function problemOf(reference: string, words: readonly string[]): string | undefined {
    const { repository, tag, digest } = parseImage(reference.trim());
    if (repository === "") return "names no image";
    if (digest !== undefined)
        return DIGEST.test(digest) || DIGEST_SHAPE.test(digest) ? undefined : "has no valid digest";
    if (tag === undefined) return `has no tag, which means "latest"`;
    if (tag === "") return "has an empty tag";
    const word = movingWord(tag, words);
    return word === undefined ? undefined : `has a tag that moves ("${word}")`;
}

function remedyFor(container: Container): string {
    return containerSnippet(container, "image: <repository>:<version>@sha256:<digest>");
}

export const rule = defineRule({
    name: "k8s-image-pinned",
    title: "Images have a tag that stays",
    rationale: "What was tested is what runs: a tag that moves deploys something else at the next restart.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () =>
        z.strictObject({
            /** Words that, as part of a tag, mean that it moves. */
            movingTags: texts.default(["latest", "main", "master", "dev", "edge", "nightly", "stable"]),
        }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        for (const container of pod.containers) {
            const image = text(container.fields["image"]);
            if (image === UNKNOWN) {
                verdict.unknown(`${container.path}.image`);
            } else if (image === undefined || image === "") {
                verdict.missing({ message: `${container.title} has no image`, remedy: remedyFor(container) });
            } else {
                const problem = problemOf(image, options.movingTags);
                if (problem !== undefined)
                    verdict.bad({
                        message: `${container.title} image ${show(image)} ${problem}`,
                        remedy: remedyFor(container),
                    });
            }
        }
    },
});
