/** Brings the objects of a stack to a server as a deployment does, and keeps what the server says against them. */
import { readFileSync } from "node:fs";
import { readManifestFile } from "../../cli/policy/judge-files.ts";
import type { ApiServer } from "../admission/api-server.ts";
import { Addresses, type Address } from "../admission/addresses.ts";
import { textOr, type Fields } from "../../policies/read.ts";
import { read, readList } from "../support/values.ts";
import { listed } from "./cluster.ts";
import type { Step } from "./stack-steps.ts";
import { until } from "./until.ts";

/** Nobody answers them here: their pods run no programs. They are judged as every object is, and taken away again. */
const callsPods = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "APIService"]);

/** What charts do against the rules where it only warns: test:charts judges it, and holds a waiver for each. */
const judgedElsewhere = /^(Validation failed for ValidatingAdmissionPolicy|would violate PodSecurity)/;

/** What a step waits for, as Pulumi's provider and Helm do. */
const awaited: Readonly<Record<string, (live: unknown) => boolean>> = {
    CustomResourceDefinition: (live) => condition(live, "Established"),
    // Until its controller has counted, the server refuses pods.
    ResourceQuota: (live) => read(live, "status.hard") !== undefined,
    Namespace: (live) => read(live, "status.phase") === "Active",
};

export class Deployment {
    readonly #server: ApiServer;
    #addresses: Addresses;
    readonly #faults: string[] = [];
    readonly #definitions = definitions();
    readonly #lent: string[] = [];
    #sent = 0;

    constructor(server: ApiServer) {
        this.#server = server;
        this.#addresses = new Addresses(server);
    }

    /** Refusals and warnings. */
    public get faults(): readonly string[] {
        return this.#faults;
    }

    /** Kinds whose definitions came from `STRATA_CRDS`, and from no chart. */
    public get lent(): readonly string[] {
        return this.#lent;
    }

    public get sent(): number {
        return this.#sent;
    }

    public async run(step: Step): Promise<void> {
        const sent: string[] = [];
        for (const object of step.objects) sent.push(...(await this.#apply(object)));
        if (step.objects.some(({ kind }) => kind === "CustomResourceDefinition"))
            this.#addresses = new Addresses(this.#server);
        if (step.objects.some(({ kind }) => kind === "Namespace")) await this.#accounts();
        this.#faults.push(...sent);
    }

    /** @returns what is wrong with it. */
    async #apply(object: Fields): Promise<readonly string[]> {
        const title = `${textOr(object["kind"])} ${textOr(read(object, "metadata.namespace")) || "-"}/${textOr(read(object, "metadata.name"))}`;
        const address = (await this.#addresses.of(object)) ?? (await this.#lend(object));
        if (address === undefined) return [`${title}: the server has no such kind`];
        const how = "fieldManager=strata&force=true&fieldValidation=Strict";
        const { status, body, warnings } = await this.#server.send(
            "PATCH",
            `${address.path}?${how}`,
            object,
            "application/apply-patch+yaml",
        );
        if (status >= 400) return [`${title}: ${status} ${body.message ?? ""}`];
        this.#sent++;
        const kind = textOr(object["kind"]);
        if (callsPods.has(kind)) await this.#server.send("DELETE", address.path);
        const ready = awaited[kind];
        const late =
            ready === undefined
                ? []
                : await until(
                      async () => (ready((await this.#server.send("GET", address.path)).body) ? [] : [title]),
                      30,
                  );
        return [
            ...late.map((each) => `${each}: not ready after 30 s`),
            ...warnings
                .filter((warning) => !judgedElsewhere.test(warning))
                .map((warning) => `${title}: warning: ${warning}`),
        ];
    }

    async #lend(object: Fields): Promise<Address | undefined> {
        const [group = ""] = textOr(object["apiVersion"]).split("/");
        const kind = textOr(object["kind"]);
        const definition = this.#definitions.find(
            (each) => read(each, "spec.group") === group && read(each, "spec.names.kind") === kind,
        );
        if (definition === undefined) return undefined;
        this.#lent.push(`${kind} (${group})`);
        this.#faults.push(...(await this.#apply(definition)));
        this.#addresses = new Addresses(this.#server);
        return this.#addresses.of(object);
    }

    /** A pod needs the account `default`, which a controller makes for each namespace. */
    async #accounts(): Promise<void> {
        const left = await until(async () => {
            const namespaces = await listed(this.#server, "/api/v1/namespaces");
            const accounts = await listed(this.#server, "/api/v1/serviceaccounts?fieldSelector=metadata.name=default");
            const with_ = new Set(accounts.map((account) => read(account, "metadata.namespace")));
            return namespaces.map((each) => String(read(each, "metadata.name"))).filter((name) => !with_.has(name));
        }, 30);
        this.#faults.push(...left.map((name) => `namespace ${name} has no account default`));
    }
}

/** Charts from a repository's source lack what their makers add at a release; `STRATA_CRDS` names a file with definitions. */
function definitions(): readonly Fields[] {
    const file = process.env["STRATA_CRDS"];
    if (file === undefined) return [];
    const { documents } = readManifestFile({ file, text: readFileSync(file, "utf8") });
    return documents.flat().map(({ resource }) => resource.props);
}

const condition = (live: unknown, type: string): boolean =>
    readList(live, "status.conditions").some((each) => read(each, "type") === type && read(each, "status") === "True");
