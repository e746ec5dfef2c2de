import { expect } from "chai";
import fc from "fast-check";
import { labels, selectorLabels } from "../../components/naming/labels.ts";
import { nameProblem } from "../../components/naming/physical-name.ts";

describe("physical names", () => {
    const limits = {
        namespace: 63,
        service: 63,
        deployment: 46,
        statefulSet: 52,
        job: 36,
        container: 63,
        port: 15,
    } as const;

    for (const [kind, max] of Object.entries(limits)) {
        it(`of a ${kind} have up to ${max} characters`, () => {
            const known = kind as keyof typeof limits;
            expect(nameProblem(known, "a".repeat(max))).to.equal(undefined);
            expect(nameProblem(known, "a".repeat(max + 1))).to.include(`has ${max + 1} characters, allowed: ${max}`);
        });
    }

    it("leave room for what controllers add: a pod of the longest Deployment still has a host name", () => {
        expect(`${"a".repeat(limits.deployment)}-${"h".repeat(10)}-${"r".repeat(5)}`.length).to.be.at.most(63);
        expect(`${"a".repeat(limits.job)}-${"v".repeat(20)}-${"r".repeat(5)}`.length).to.be.at.most(63);
    });

    for (const name of ["", "A", "a_b", "-a", "a-", "1a", "a.b", "ä", "a b"]) {
        it(`"${name}" is none of a service`, () => {
            expect(nameProblem("service", name)).to.match(/is no name for a service, allowed: small letters/);
        });
    }

    it("of ports need a letter", () => {
        expect(nameProblem("port", "8080")).to.include("is no name for a port");
        expect(nameProblem("port", "http-2")).to.equal(undefined);
        expect(nameProblem("port", "2http")).to.equal(undefined);
    });

    it("of security groups do not start with sg-", () => {
        expect(nameProblem("securityGroup", "sg-1")).to.include("no sg- first");
        expect(nameProblem("securityGroup", "pms database")).to.equal(undefined);
    });

    it("that are accepted are what the API server accepts", () => {
        fc.assert(
            fc.property(
                fc.string({ maxLength: 70, unit: fc.constantFrom("a", "b", "1", "-", "_", ".", "A") }),
                (name) => {
                    const accepted = nameProblem("service", name) === undefined;
                    expect(accepted).to.equal(/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 63);
                },
            ),
        );
    });
});

describe("labels", () => {
    const args = { system: "pms", name: "pms-auth", component: "service" };

    it("hold those that select, which never change with the version", () => {
        expect(labels({ ...args, version: "v1" })).to.deep.equal({
            "app.kubernetes.io/name": "pms-auth",
            "app.kubernetes.io/part-of": "pms",
            "app.kubernetes.io/component": "service",
            "app.kubernetes.io/managed-by": "pulumi",
            "app.kubernetes.io/version": "v1",
        });
        expect(selectorLabels(args)).to.deep.equal({
            "app.kubernetes.io/name": "pms-auth",
            "app.kubernetes.io/part-of": "pms",
        });
    });

    it("hold the tag of an image, and not its digest", () => {
        const version = `17.7@sha256:${"0".repeat(64)}`;
        expect(labels({ ...args, version })).to.include({ "app.kubernetes.io/version": "17.7" });
    });

    it("leave the version out where there is none", () => {
        expect(labels(args)).to.not.have.property("app.kubernetes.io/version");
    });

    it("make of any tag a value that the API server takes", () => {
        fc.assert(
            fc.property(
                fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom("a", "1", ".", "_", "-", "+", "@") }),
                (version) => {
                    const value = labels({ ...args, version })["app.kubernetes.io/version"] ?? "";
                    expect(value).to.match(/^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/);
                },
            ),
        );
    });
});
