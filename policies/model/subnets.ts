/**
 * Which subnets are on the internet. Not by their names: by the route to an internet gateway that their table has.
 * Resources are joined by what they refer to alike, because a subnet's own id is known only after a deployment.
 */
import { at, text } from "../read.ts";
import { derived } from "./stack.ts";

/** Ids of the subnets whose table leads to an internet gateway. */
export const publicSubnets = derived((stack): ReadonlySet<string> => {
    const open = new Set(
        stack
            .of("aws:ec2/route:Route")
            .filter(({ props }) => at(props, "gatewayId") !== undefined)
            .map(({ props }) => text(at(props, "routeTableId"))),
    );
    return new Set(
        stack.of("aws:ec2/routeTableAssociation:RouteTableAssociation").flatMap(({ props }) => {
            const [subnet, table] = [text(at(props, "subnetId")), text(at(props, "routeTableId"))];
            return typeof subnet === "string" && typeof table === "string" && open.has(table) ? [subnet] : [];
        }),
    );
});
