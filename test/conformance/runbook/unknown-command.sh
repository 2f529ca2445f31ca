# A command that the runbook does not issue, typed by hand.
cd "$REPO"
eval "$(node --import tsx sandbox/cli.ts env)"
kubectl describe pods
