import { z } from "zod";
import { celText } from "../admission/cel.ts";
import type { Container } from "../model/container.ts";
import { movingWord, type Image } from "../model/image.ts";
import { text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celHasDigest, celHasTag, celImages, celMoves, eachImage, tagsThatMove } from "../shared/each-image.ts";
import { containerSnippet } from "../shared/yaml.ts";

const DIGEST = /^[a-zA-Z0-9]+(?:[.+_-][a-zA-Z0-9]+)*:[0-9a-fA-F]{32,}$/;

function problemOf({ repository, tag, digest }: Image, words: readonly string[]): string | undefined {
    if (repository === "") return "names no image";
    if (digest !== undefined) return DIGEST.test(digest) ? undefined : "has no valid digest";
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
            movingTags: tagsThatMove,
        }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        for (const container of pod.containers) {
            const written = text(container.fields["image"]);
            if (written === undefined || written === "")
                verdict.missing({ message: `${container.title} has no image`, remedy: remedyFor(container) });
        }
        eachImage(pod, verdict, ({ container, image, title }) => {
            const problem = problemOf(image, options.movingTags);
            if (problem !== undefined) verdict.bad({ message: `${title} ${problem}`, remedy: remedyFor(container) });
        });
    },
    cel: ({ movingTags }) => {
        const digest = `i.image.matches(${celText(`@${DIGEST.source.replace("^", "")}`)})`;
        const isBad = `${celHasDigest} ? !${digest} : !${celHasTag} || ${celMoves(movingTags)}`;
        const faults = `variables.images.filter(i, ${isBad}).map(i, i.title + " image " + i.image + " has no tag or digest that stays")`;
        return { pods: { variables: celImages, faults } };
    },
});
