/** What `strata destroy` does in a cluster before the engine starts. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { cluster, definitions, engine, inState, object, state, volume, type ObjectOptions } from "./destroying.ts";
import { asked, list, type Json } from "./live-cluster.ts";
import { StubTools } from "./stub-tools.ts";

const resources: readonly Json[] = [
    inState("aws:eks/cluster:Cluster", "us-cluster", "pms-dev"),
    inState("kubernetes:core/v1:Namespace", "us-pms", "pms"),
    inState("kubernetes:networking.k8s.io/v1:Ingress", "us-pms-frontend", "pms/pms-frontend"),
    inState("kubernetes:helm.sh/v3:Release", "us-runners", "runners/runners"),
];

const ingress = (name: string, options: ObjectOptions): Json =>
    object("networking.k8s.io/v1", "Ingress", name, { finalizers: ["ingress.k8s.aws/resources"], ...options });
const shop = ingress("shop", { namespace: "shop" });
const balancer = object("v1", "Service", "old-lb", { namespace: "pms", spec: { type: "LoadBalancer" } });
const claim = object("v1", "PersistentVolumeClaim", "data", { namespace: "shop" });
const keptClaim = object("v1", "PersistentVolumeClaim", "archive", { namespace: "shop" });
const pool = object("karpenter.sh/v1", "NodePool", "by-hand");
const machine = object("karpenter.sh/v1", "NodeClaim", "by-hand-1", {
    owner: pool,
    finalizers: ["karpenter.sh/termination"],
});
const helmed = { annotations: { "meta.helm.sh/release-name": "runners", "meta.helm.sh/release-namespace": "runners" } };
const runners = object("actions.github.com/v1alpha1", "AutoscalingRunnerSet", "runners", {
    namespace: "runners",
    finalizers: ["autoscalingrunnerset.actions.github.com/finalizer"],
    ...helmed,
});
const application = (syncPolicy: Json): Json =>
    object("argoproj.io/v1alpha1", "Application", "shop", {
        namespace: "argocd",
        finalizers: ["resources-finalizer.argocd.argoproj.io"],
        spec: { destination: { namespace: "shop" }, syncPolicy },
    });

/** What is there and is left alone: the program's, its controllers', a chart's, a pod's volume in a namespace that goes. */
const ours: readonly Json[] = [
    ingress("pms-frontend", { namespace: "pms" }),
    object("v1", "Service", "pms-auth", { namespace: "pms", spec: { type: "ClusterIP" } }),
    object("v1", "PersistentVolumeClaim", "data-pms-database-0", { namespace: "pms" }),
    object("elbv2.k8s.aws/v1beta1", "TargetGroupBinding", "k8s-pms", {
        namespace: "pms",
        finalizers: ["elbv2.k8s.aws/resources"],
        labels: { "ingress.k8s.aws/stack-name": "pms-frontend" },
    }),
    runners,
    object("actions.github.com/v1alpha1", "EphemeralRunner", "runner-1", {
        namespace: "runners",
        owner: runners,
        finalizers: ["ephemeralrunner.actions.github.com/finalizer"],
    }),
];

const kinds = definitions({
    "applications.argoproj.io": "Application",
    "applicationsets.argoproj.io": "ApplicationSet",
    "nodepools.karpenter.sh": "NodePool",
    "nodeclaims.karpenter.sh": "NodeClaim",
    "targetgroupbindings.elbv2.k8s.aws": "TargetGroupBinding",
    "autoscalingrunnersets.actions.github.com": "AutoscalingRunnerSet",
    "ephemeralrunners.actions.github.com": "EphemeralRunner",
    "backups.velero.io": "Backup",
});

const everything = / get ingresses\S+nodepools\S+ --all-namespaces /;
const argo = / get applications\S+ --all-namespaces /;
const volumes = / get persistentvolumes /;

const dev = (): StubTools =>
    cluster(engine(new StubTools(), state(...resources))).on("kubectl", / get customresourcedefinitions/, kinds);

describe("strata destroy before the engine", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    let tools: StubTools;
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });
    const destroy = async (...flags: readonly string[]): Promise<Outcome> => {
        const outcome = await project.strata(["destroy", "dev", "--yes", ...flags], tools.env());
        // The stand-in for the engine raises no events, and the SDK wonders.
        return { ...outcome, stderr: outcome.stderr.replace(/^warning: .*Failed to parse summary event.*\n/, "") };
    };
    const engineRan = (): boolean =>
        tools.calls("pulumi").some(({ args }) => args[0] === "destroy" && !args.includes("--preview-only"));
    const changes = (): readonly string[] => asked(tools).filter((line) => !line.startsWith("get "));

    it("suspends Argo CD, deletes what the stack did not make, frees claims, waits, and then starts the engine", async () => {
        const automatic = application({ automated: { selfHeal: true } });
        const foreign = [shop, balancer, claim, keptClaim, pool, machine];
        tools = dev()
            .on("kubectl", everything, { ...list(...ours, ...foreign, automatic), times: 1 })
            .on("kubectl", argo, { ...list(automatic), times: 1 })
            .on("kubectl", argo, list(application({})))
            .on("kubectl", volumes, {
                ...list(volume("a", claim, "Delete"), volume("b", keptClaim, "Retain")),
                times: 2,
            })
            .on("kubectl", volumes, list(volume("b", keptClaim, "Retain")))
            .on("kubectl", / (patch|delete) /)
            .on(
                "kubectl",
                / get pods /,
                list(
                    {
                        metadata: { name: "shop-1", namespace: "shop" },
                        spec: { volumes: [{ persistentVolumeClaim: { claimName: "data" } }, { emptyDir: {} }] },
                    },
                    {
                        metadata: { name: "shop-2", namespace: "pms" },
                        spec: { volumes: [{ persistentVolumeClaim: { claimName: "data" } }] },
                    },
                ),
            )
            .on("kubectl", / get \S+ --all-namespaces /, { ...list(shop), times: 1 })
            .on(
                "kubectl",
                / get \S+ --all-namespaces /,
                list({ ...shop, metadata: { ...(shop["metadata"] as Json), uid: "another" } }),
            )
            .on("aws", /^ec2 create-tags /);
        const { code, stdout, stderr } = await destroy("--drain-timeout", "3");
        expect(stderr).to.equal("");
        expect(changes()).to.deep.equal([
            'patch applications.argoproj.io shop --namespace argocd --type merge --patch {"spec":{"syncPolicy":{"automated":null}}}',
            "delete ingresses.networking.k8s.io shop --namespace shop --wait=false --ignore-not-found",
            "delete services old-lb --namespace pms --wait=false --ignore-not-found",
            "delete persistentvolumeclaims data archive --namespace shop --wait=false --ignore-not-found",
            "delete nodepools.karpenter.sh by-hand --wait=false --ignore-not-found",
            "delete applications.argoproj.io shop --namespace argocd --wait=false --ignore-not-found",
            "delete pods shop-1 --namespace shop --wait=false --ignore-not-found",
        ]);
        expect(tools.calls("aws").map(({ args }) => args.join(" "))).to.include(
            "ec2 create-tags --resources vol-b --tags Key=strata:keep,Value=reclaim-policy-retain --region us-east-1 --output json",
        );
        expect(stdout).to.match(/\nIngress shop\/shop +ingress\.k8s\.aws\/resources\n/);
        expect(stdout).to.match(/\nvol-a +20Gi +shop\/data +lost with its claim\n/);
        expect(stdout).to.match(/\nvol-b +20Gi +shop\/archive +kept: its reclaim policy is Retain\n/);
        expect(engineRan()).to.equal(true);
        const calls = tools.calls();
        const last = calls.findLastIndex(({ program }) => program === "kubectl");
        const started = calls.findIndex(({ args }) => args[0] === "destroy" && !args.includes("--preview-only"));
        expect(started, "the engine starts after the last look").to.be.greaterThan(last);
        expect(code).to.equal(0);
    });

    it("names what hangs with its finalizers, and does not start the engine: exit 1", async () => {
        tools = dev()
            .on("kubectl", / get \S+ --all-namespaces /, list(shop))
            .on("kubectl", volumes, list())
            .on("kubectl", / delete /);
        const { code, stderr } = await destroy("--drain-timeout", "1");
        expect(stderr).to.match(
            /^Not gone after 1 seconds on us:\n {2}Ingress shop\/shop, finalizers: ingress\.k8s\.aws\/resources\n/,
        );
        expect(engineRan()).to.equal(false);
        expect(code).to.equal(1);
    });

    it("gives up where an Application syncs by itself again and again, before anything is deleted: exit 1", async () => {
        tools = dev()
            .on("kubectl", / get \S+ --all-namespaces /, list(application({ automated: {} })))
            .on("kubectl", volumes, list())
            .on("kubectl", / patch /);
        const { code, stderr } = await destroy("--drain-timeout", "1");
        expect(stderr).to.include("come back: Application argocd/shop.");
        expect(changes().every((line) => line.startsWith("patch "))).to.equal(true);
        expect(engineRan()).to.equal(false);
        expect(code).to.equal(1);
    });

    it("touches nothing of others in the cluster where one system is destroyed", async () => {
        const system = inState("strata:index:System", "us-pms", "", { custom: false });
        const children = resources.slice(1, 3).map((child) => ({ ...child, parent: system["urn"] }));
        tools = cluster(engine(new StubTools(), state(system, ...children)))
            .on("kubectl", / get customresourcedefinitions/, kinds)
            .on(
                "kubectl",
                everything,
                list(...ours, shop, balancer, claim, pool, machine, application({ automated: {} })),
            )
            .on("kubectl", volumes, list(volume("a", claim, "Delete")))
            .on("kubectl", argo, list())
            .on("kubectl", / delete /)
            .on("kubectl", / get services /, list());
        const { code, stdout, stderr } = await destroy("--system", "pms");
        expect(stderr).to.equal("");
        expect(changes()).to.deep.equal(["delete services old-lb --namespace pms --wait=false --ignore-not-found"]);
        expect(stdout).to.not.include("vol-a");
        expect(code).to.equal(0);
    });

    it("says what to do where the cluster does not answer, and changes nothing: exit 3", async () => {
        tools = engine(new StubTools(), state(...resources))
            .on("aws", /^eks update-kubeconfig /)
            .on("kubectl", /./, { code: 1, stderr: "Unable to connect to the server: dial tcp: i/o timeout" });
        const { code, stderr } = await destroy();
        expect(stderr)
            .to.include("its cluster pms-dev does not answer")
            .and.include("--skip-drain")
            .and.include("i/o timeout");
        expect(engineRan()).to.equal(false);
        expect(code).to.equal(3);
    });

    it("asks no cluster with --skip-drain, nor one that is gone from the state", async () => {
        tools = engine(new StubTools(), state(...resources));
        const { code, stdout } = await destroy("--skip-drain");
        expect(stdout)
            .to.include("dev is destroyed\nWhat is left was not found out: ")
            .and.include("strata sweep dev asks again.");
        expect(code, "it is destroyed all the same").to.equal(0);
        expect(tools.calls("kubectl")).to.be.empty;
        tools.remove();
        tools = engine(new StubTools(), state(inState("aws:ec2/vpc:Vpc", "us-network", "vpc-1")));
        expect((await destroy()).code).to.equal(0);
        expect(tools.calls("kubectl")).to.be.empty;
    });
});
