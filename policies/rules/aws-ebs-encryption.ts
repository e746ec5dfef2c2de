import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, isTrue, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, demandPresence, entriesOf, inputsOf, type Place } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";

const VOLUME = "aws:ebs/volume:Volume";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";

/** Whether AWS encrypts in this site whatever says nothing itself. */
function isDefault(stack: Stack, subject: Subject): boolean {
    return stack
        .of(BY_DEFAULT)
        .some(
            (each) => (truth(each.props["enabled"]) ?? true) === true && stack.siteOf(each) === stack.siteOf(subject),
        );
}

function judgeVolume(place: Place, path: string, byDefault: boolean, verdict: Verdict): void {
    demand(place, verdict, {
        path,
        meets: (value) => isTrue(value) || (byDefault && value === undefined),
        wanted: true,
        because: "disks and their snapshots would be readable wherever they end up",
    });
}

/** The disks of a machine: the one that its image brings, and more. */
function judgeMachine(subject: Subject, byDefault: boolean, verdict: Verdict): void {
    const inputs = inputsOf(subject);
    judgeVolume(inputs, "rootBlockDevice.encrypted", byDefault, verdict);
    for (const device of entriesOf(inputs, "ebsBlockDevices", verdict))
        judgeVolume(device, "encrypted", byDefault, verdict);
}

/** A template names the root disk among the others; where it names none, the image decides. */
function judgeTemplate(subject: Subject, byDefault: boolean, verdict: Verdict): void {
    const inputs = inputsOf(subject);
    const devices = entriesOf(inputs, "blockDeviceMappings", verdict);
    for (const device of devices) {
        // A virtual device is a disk of the host, and a mapping may also take a disk away.
        if (isPresent(at(device.value, "ebs"))) judgeVolume(device, "ebs.encrypted", byDefault, verdict);
    }
    if (devices.length === 0 && !byDefault)
        demandPresence(inputs, verdict, {
            path: "blockDeviceMappings",
            wanted: "the root disk, encrypted",
            remedy: 'blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: key.arn } }],',
        });
}

export const rule = defineRule({
    name: "aws-ebs-encryption",
    title: "Disks of machines are encrypted",
    rationale: "What a pod, a log or a swap leaves on a disk stays in its snapshots for years.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [
        VOLUME,
        BY_DEFAULT,
        TEMPLATE,
        "aws:ec2/instance:Instance",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
    ],
    check(subject, verdict, { stack }) {
        const byDefault = isDefault(stack, subject);
        if (subject.type === BY_DEFAULT) {
            const because = "disks that say nothing would not be encrypted";
            demandSwitch(subject, verdict, { path: "enabled", wanted: true, unset: true, because });
        } else if (subject.type === VOLUME) judgeVolume(inputsOf(subject), "encrypted", byDefault, verdict);
        else if (subject.type === TEMPLATE) judgeTemplate(subject, byDefault, verdict);
        else judgeMachine(subject, byDefault, verdict);
    },
});
