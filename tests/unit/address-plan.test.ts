import { expect } from "chai";
import fc from "fast-check";
import { addressPlan, vpcCidrProblem } from "../../components/network/address-plan.ts";
import { overlap } from "../../components/network/cidr.ts";

/** First and last address of a range, by hand. */
function range(cidr: string): readonly [number, number] {
    const [address = "", prefix = ""] = cidr.split("/");
    const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    return [first, first + 2 ** (32 - Number(prefix)) - 1];
}

describe("address plan", () => {
    it("of prod is what it was: a change of it would replace the network", () => {
        expect(addressPlan("10.30.0.0/16", 3)).to.deep.equal([
            { private: "10.30.0.0/18", public: "10.30.192.0/21", database: "10.30.216.0/21" },
            { private: "10.30.64.0/18", public: "10.30.200.0/21", database: "10.30.224.0/21" },
            { private: "10.30.128.0/18", public: "10.30.208.0/21", database: "10.30.232.0/21" },
        ]);
    });

    const vpc = fc
        .record({ prefix: fc.integer({ min: 16, max: 20 }), block: fc.nat(), second: fc.nat({ max: 255 }) })
        .map(({ prefix, block, second }) => {
            const third = (block % 2 ** (prefix - 16)) * 2 ** (24 - prefix);
            return `10.${second}.${third}.0/${prefix}`;
        });

    it("never overlaps, stays inside of the VPC and has no host bits", () => {
        fc.assert(
            fc.property(vpc, fc.integer({ min: 1, max: 3 }), (cidr, zones) => {
                expect(vpcCidrProblem(cidr)).to.equal(undefined);
                const [vpcFirst, vpcLast] = range(cidr);
                const plan = addressPlan(cidr, zones);
                expect(plan).to.have.lengthOf(zones);
                const ranges = plan
                    .flatMap((zone) => [zone.public, zone.private, zone.database])
                    .map((subnet) => ({ subnet, bounds: range(subnet) }))
                    .toSorted((a, b) => a.bounds[0] - b.bounds[0]);
                let free = vpcFirst;
                for (const { subnet, bounds } of ranges) {
                    const [first, last] = bounds;
                    expect(first, subnet).to.be.at.least(free);
                    expect(last, subnet).to.be.at.most(vpcLast);
                    expect(first % (last - first + 1), `${subnet} starts on its own boundary`).to.equal(0);
                    free = last + 1;
                }
            }),
        );
    });

    it("leaves each public subnet the eight addresses that a load balancer wants, even in the smallest VPC", () => {
        for (const zone of addressPlan("10.0.0.0/20", 3)) {
            const [first, last] = range(zone.public);
            expect(last - first + 1 - 5).to.be.at.least(8);
        }
    });

    for (const [cidr, problem] of [
        ["10.0.0.0/15", "allowed: a range from /16 to /20"],
        ["10.0.0.0/21", "allowed: a range from /16 to /20"],
        ["10.0.1.0/16", "whose address lies inside the range. Write 10.0.0.0/16."],
        ["10.0.0.256/16", "allowed: an IPv4 range"],
        ["ten/16", "allowed: an IPv4 range"],
    ] as const) {
        it(`refuses ${cidr}`, () => {
            expect(vpcCidrProblem(cidr)).to.include(problem);
        });
    }

    it("knows which ranges overlap", () => {
        expect(overlap("10.0.0.0/16", "10.0.128.0/20")).to.be.true;
        expect(overlap("10.0.128.0/20", "10.0.0.0/16")).to.be.true;
        expect(overlap("10.0.0.0/16", "10.1.0.0/16")).to.be.false;
    });
});
