/** What the stack wrote into Secrets Manager, read where it lies: a preview shows no secret. */
import { expect } from "chai";
import type { StoredObject } from "../providers/store.ts";
import type { EngineStack } from "./engine-stack.ts";
import { read, readList } from "../../support/values.ts";

function only(stack: EngineStack, type: string, name?: string): StoredObject {
    const [found, ...others] = stack.store
        .all()
        .filter((one) => one.type === type && (name === undefined || one.inputs["name"] === name));
    if (found === undefined || others.length > 0) throw new Error(`not one ${type} ${name ?? ""} is there`);
    return found;
}

/** The JSON of an entry, found by its name and description. */
function entry(stack: EngineStack, name: string, description: string): unknown {
    const secret = only(stack, "aws:secretsmanager/secret:Secret", name);
    expect(secret.inputs["description"]).to.equal(description);
    const versions = stack.store
        .all()
        .filter(
            ({ type, inputs }) =>
                type === "aws:secretsmanager/secretVersion:SecretVersion" && inputs["secretId"] === secret.id,
        );
    expect(versions).to.have.lengthOf(1);
    const written = versions[0]?.inputs["secretString"];
    return typeof written === "string" ? JSON.parse(written) : written;
}

export function expectDatabaseEntry(stack: EngineStack, environment: string): void {
    const cluster = only(stack, "aws:rds/cluster:Cluster");
    expect(entry(stack, `pms/${environment}/database`, "PostgreSQL connection details")).to.deep.equal({
        host: cluster.outputs["endpoint"],
        port: "5432",
        username: "pms_user",
        dbname: "pms_db",
    });
    const fetched = stack.store
        .all()
        .filter(
            ({ type, inputs }) => type.endsWith(":ExternalSecret") && read(inputs, "metadata.name") === "pms-database",
        );
    expect(fetched).to.have.lengthOf(1);
    const password = readList(fetched[0]?.inputs, "spec.data").find((each) => read(each, "secretKey") === "password");
    expect(read(password, "remoteRef")).to.deep.equal({
        key: read(cluster.outputs, "masterUserSecrets[0].secretArn"),
        property: "password",
    });
}

export function expectCacheEntry(stack: EngineStack, environment: string): void {
    const cache = only(stack, "aws:elasticache/replicationGroup:ReplicationGroup");
    expect(entry(stack, `pms/${environment}/redis`, "Redis cluster configuration")).to.deep.equal({
        host: cache.outputs["primaryEndpointAddress"],
        port: "6379",
        password: cache.inputs["authToken"],
    });
}
