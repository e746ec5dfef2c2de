/** Name of a database or cache in the cloud: with the cluster's in front, because an account may hold several stacks. */
export const storeIdentifier = (clusterName: string, objectName: string): string => `${clusterName}-${objectName}`;
