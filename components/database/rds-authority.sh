# Brings the certificates of the authorities of RDS in one region into a ConfigMap.
# SOURCE: address of the bundle. TARGET: address of the ConfigMap in the API server. KEY: its key.
# ACCOUNT: folder with token and ca.crt of the ServiceAccount. WORK: folder to write to.
set -eu

curl --fail --silent --show-error --proto =https --tlsv1.2 --retry 5 --retry-all-errors --max-time 60 \
    --output "$WORK/source.pem" "$SOURCE"

# Whole certificates and nothing else: what is outside of them is dropped, what is no base64 inside of one is refused.
if ! tr -d '\r' <"$WORK/source.pem" | awk '
    /^-----BEGIN CERTIFICATE-----$/ { if (inside) exit 1; inside = 1; count++; print; next }
    /^-----END CERTIFICATE-----$/ { if (!inside) exit 1; inside = 0; print; next }
    inside { if ($0 !~ /^[A-Za-z0-9+\/]+=*$/) exit 1; print }
    END { if (inside || !count) exit 1 }
' >"$WORK/bundle.pem"; then
    echo "$SOURCE does not hold PEM certificates: the ConfigMap stays as it is" >&2
    exit 1
fi

# Base64 and dashes need no escape in JSON, ends of lines do.
{
    printf '{"data":{"%s":"' "$KEY"
    awk '{ printf "%s\\n", $0 }' "$WORK/bundle.pem"
    printf '"}}'
} >"$WORK/patch.json"

# From a file: an argument can be read by every process of the pod.
printf 'Authorization: Bearer %s\n' "$(cat "$ACCOUNT/token")" >"$WORK/headers"

curl --fail-with-body --silent --show-error --proto =https --tlsv1.2 --cacert "$ACCOUNT/ca.crt" \
    --retry 5 --retry-all-errors --max-time 60 --request PATCH --header "@$WORK/headers" \
    --header 'Content-Type: application/merge-patch+json' --data "@$WORK/patch.json" --output "$WORK/answer" \
    "$TARGET" || { cat "$WORK/answer" >&2; exit 1; }

echo "$(grep -c 'BEGIN CERTIFICATE' "$WORK/bundle.pem") certificates from $SOURCE"
