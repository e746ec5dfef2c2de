# Asks the API server what would become of an object, until it answers as it should.
# TARGET: address to which the object is sent as a dry run. SAMPLE: the object, as JSON. EXPECTED: what the answer, with
# its head, must match. TIMES: how often in a row, because each of several API servers learns of a policy or a webhook
# by itself. ACCOUNT: folder with token and ca.crt of the ServiceAccount. WORK: folder to write to.
set -eu

printf 'Content-Type: application/json\nAuthorization: Bearer %s\n' "$(cat "$ACCOUNT/token")" >"$WORK/headers"
printf '%s' "$SAMPLE" >"$WORK/sample.json"

good=0
while [ "$good" -lt "$TIMES" ]; do
    : >"$WORK/answer"
    if curl --silent --show-error --include --proto =https --tlsv1.2 --cacert "$ACCOUNT/ca.crt" --max-time 30 \
        --header "@$WORK/headers" --data-binary "@$WORK/sample.json" --output "$WORK/answer" "$TARGET" &&
        grep -Eq "$EXPECTED" "$WORK/answer"; then
        good=$((good + 1))
    else
        good=0
        head -c 2000 "$WORK/answer" >&2
        echo >&2
    fi
    [ "$good" -ge "$TIMES" ] || sleep 1
done

echo "$TARGET answered $TIMES times in a row as it should"
