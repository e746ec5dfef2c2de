import { celList, celText } from "../admission/cel.ts";
import type { Pod } from "../model/pod.ts";
import { noOptions } from "../options.ts";
import { at, isTrue, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celLimit, limitSetting, type Limit } from "../shared/forbidden-setting.ts";
import { celHolders, containerHolders, holders, podHolder } from "../shared/holders.ts";
import { nested } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

/** The safe ones, as of 1.32. */
const SYSCTLS: ReadonlySet<string> = new Set([
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
]);

function oneOf(...values: readonly string[]): Pick<Limit, "isAllowed" | "celAllowed" | "allowed"> {
    return {
        isAllowed: (value) => typeof value === "string" && values.includes(value),
        celAllowed: (value) => `${value} in ${celList(values)}`,
        allowed: values.filter((value) => value !== "").join(", ") || "none",
    };
}

/** What neither the pod nor a container may ask for. */
const LIMITS: readonly Limit[] = [
    { field: ["appArmorProfile", "type"], ...oneOf("RuntimeDefault", "Localhost"), wanted: "RuntimeDefault" },
    {
        field: ["seLinuxOptions", "type"],
        ...oneOf("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"),
    },
    { field: ["seLinuxOptions", "user"], ...oneOf("") },
    { field: ["seLinuxOptions", "role"], ...oneOf("") },
    {
        field: ["windowsOptions", "hostProcess"],
        isAllowed: (value) => !isTrue(value),
        celAllowed: (value) => `${value} == false`,
        allowed: "false",
        wanted: "false",
    },
];

const PROC_MOUNT: Limit = { field: ["procMount"], ...oneOf("Default"), wanted: "Default" };

const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
const APPARMOR_PROFILE = /^(?:$|runtime\/default$|localhost\/)/;

function judgeAnnotations({ annotations, specPath }: Pod, verdict: Verdict): void {
    const path = specPath.replace(/spec$/, "metadata.annotations");
    for (const [key, value] of Object.entries(annotations)) {
        if (!key.startsWith(APPARMOR)) continue;
        const profile = text(value);
        if (profile === UNKNOWN) verdict.unknown(`${path}.${key}`);
        else if (profile !== undefined && !APPARMOR_PROFILE.test(profile))
            verdict.bad({
                message: `${path} ${key} is ${show(profile)}, allowed are runtime/default and localhost/<profile>`,
                remedy: nested([...path.split("."), key], "runtime/default"),
            });
    }
}

function judgeSysctls(pod: Pod, verdict: Verdict): void {
    const { context, path, snippet } = podHolder(pod);
    eachItem(at(context, "sysctls"), `${path}.sysctls`, verdict, (sysctl, where) => {
        const name = text(at(sysctl, "name"));
        if (name === UNKNOWN) verdict.unknown(`${where}.name`);
        else if (name === undefined || !SYSCTLS.has(name))
            verdict.bad({
                message: `the pod sets sysctl ${show(name)}, which is not one of the safe ones`,
                remedy: `${snippet(["sysctls"], "[]")}   # safe are: ${[...SYSCTLS].join(", ")}`,
            });
    });
}

export const rule = defineRule({
    name: "k8s-pss-baseline-misc",
    title: "Pods keep the kernel's own fences",
    rationale: "AppArmor, SELinux, the masks over /proc and safe sysctls hold when everything else has given way.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [
        { framework: "Pod Security Standards", id: "appArmorProfile" },
        { framework: "Pod Security Standards", id: "procMount_restricted" },
        { framework: "Pod Security Standards", id: "seLinuxOptions" },
        { framework: "Pod Security Standards", id: "sysctls" },
        { framework: "Pod Security Standards", id: "windowsHostProcess" },
    ],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        for (const holder of holders(pod)) {
            for (const limit of LIMITS) limitSetting(holder, limit, verdict);
        }
        for (const holder of containerHolders(pod)) limitSetting(holder, PROC_MOUNT, verdict);
        judgeAnnotations(pod, verdict);
        judgeSysctls(pod, verdict);
    },
    cel: () => {
        const profiles =
            `variables.annotations.filter(key, key.startsWith(${celText(APPARMOR)})` +
            ` && !variables.annotations[key].matches(${celText(APPARMOR_PROFILE.source)}))` +
            '.map(key, "annotation " + key + ": allowed are runtime/default and localhost/<profile>")';
        const sysctls =
            "variables.podSpec.?securityContext.sysctls.orValue([])" +
            `.filter(s, !(s.name in ${celList([...SYSCTLS])}))` +
            '.map(s, "the pod sets sysctl " + s.name + ", which is not one of the safe ones")';
        return {
            pods: {
                variables: celHolders,
                faults: [
                    ...LIMITS.map((limit) => celLimit("variables.holders", limit)),
                    celLimit("variables.contexts", PROC_MOUNT),
                    `(variables.listed ? ${profiles} + ${sysctls} : [])`,
                ].join(" + "),
            },
        };
    },
});
