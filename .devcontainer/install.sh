#!/usr/bin/env bash
# gcloud, kubectl and its plugin, from Google's package repository (cloud.google.com/sdk/docs/install#deb).
set -euo pipefail

key=/usr/share/keyrings/cloud.google.gpg
curl --silent --fail https://packages.cloud.google.com/apt/doc/apt-key.gpg | sudo gpg --dearmor --yes --output "$key"
echo "deb [signed-by=$key] https://packages.cloud.google.com/apt cloud-sdk main" | sudo tee /etc/apt/sources.list.d/google-cloud-sdk.list > /dev/null
sudo apt-get update -qq
sudo apt-get install -y -qq --no-install-recommends google-cloud-cli google-cloud-cli-gke-gcloud-auth-plugin kubectl
