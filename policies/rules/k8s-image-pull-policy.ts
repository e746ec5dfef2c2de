import { z } from "zod";
import { movingWord, type Image } from "../model/image.ts";
import { show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celHasDigest, celHasTag, celImages, celMoves, eachImage, tagsThatMove } from "../shared/each-image.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

interface Wanted {
    readonly policy: "Always" | "IfNotPresent";
    readonly because: string;
}

function wantedFor({ tag, digest }: Image, words: readonly string[]): Wanted | undefined {
    if (digest !== undefined) return { policy: "IfNotPresent", because: "the image of a digest never changes" };
    const moves = tag === undefined || movingWord(tag, words) !== undefined;
    return moves ? { policy: "Always", because: "its tag moves, and nodes would run different images" } : undefined;
}

/** What the API server fills in. */
function defaultFor({ tag, digest }: Image): string {
    return tag === "latest" || (tag === undefined && digest === undefined) ? "Always" : "IfNotPresent";
}

export const rule = defineRule({
    name: "k8s-image-pull-policy",
    title: "Images are pulled again exactly when they may have changed",
    rationale: "A cached image behind a moving tag is stale; pulling one that cannot change only needs the registry.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({
            /** Words that, as part of a tag, mean that it moves. */
            movingTags: tagsThatMove,
        }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        eachImage(pod, verdict, ({ container, image, title }) => {
            const wanted = wantedFor(image, options.movingTags);
            if (wanted === undefined) return;
            const written = text(container.fields["imagePullPolicy"]);
            if (written === UNKNOWN) verdict.unknown(`${container.path}.imagePullPolicy`);
            else if ((written ?? defaultFor(image)) !== wanted.policy)
                verdict[written === undefined ? "missing" : "bad"]({
                    message: `${title} has imagePullPolicy ${show(written)}, wanted is ${wanted.policy}: ${wanted.because}`,
                    remedy: containerSnippet(container, `imagePullPolicy: ${wanted.policy}`),
                });
        });
    },
    cel: ({ movingTags }) => {
        const filledIn = `i.tagged.endsWith(":latest") || !(${celHasDigest} || ${celHasTag}) ? "Always" : "IfNotPresent"`;
        const policy = `i.fields.?imagePullPolicy.orValue(${filledIn})`;
        const moves = `(!${celHasTag} || ${celMoves(movingTags)}) && ${policy} != "Always"`;
        const isBad = `${celHasDigest} ? ${policy} != "IfNotPresent" : ${moves}`;
        const faults = `variables.images.filter(i, ${isBad}).map(i, i.title + " image " + i.image + ": wanted is imagePullPolicy " + (${celHasDigest} ? "IfNotPresent" : "Always"))`;
        return { pods: { variables: celImages, faults } };
    },
});
