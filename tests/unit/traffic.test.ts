import { expect } from "chai";
import { fromControlPlane, toControlPlane, toNamespaces } from "../../components/platform/traffic.ts";

describe("what an add-on may do on the network", () => {
    it("is nothing where there is nobody: an empty list of peers would mean everybody", () => {
        expect(toNamespaces([]).egress).to.deep.equal([]);
        expect(toControlPlane([]).egress).to.deep.equal([]);
        expect(fromControlPlane([], 10250).ingress).to.deep.equal([]);
    });

    it("names peers and ports where there is somebody", () => {
        expect(toNamespaces(["shop"])).to.deep.equal({
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [{ to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } }] }],
        });
        expect(fromControlPlane(["10.0.0.0/16"], 9443, { app: "webhook" })).to.deep.equal({
            podSelector: { matchLabels: { app: "webhook" } },
            policyTypes: ["Ingress"],
            ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ port: 9443, protocol: "TCP" }] }],
        });
    });
});
