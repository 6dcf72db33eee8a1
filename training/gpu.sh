#!/usr/bin/env bash
# Trains everything on a GPU at once, from what `elsewhere.py pack` made: gpu.sh PACKS OUT MINUTES
# The codec's time is its decoder's alone for 6 tenths, then its encoder's beside the decoder's lessons from listeners, so that
# OUT has a decoder of each kind. A pack that is not in PACKS is not trained. A second call within one lease begins anew.
set -euo pipefail
packs=$(realpath "$1") out=$(realpath "$2") minutes=$3
cd "$(dirname "$0")"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false PYTHONUNBUFFERED=1
export PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True
work=$(mktemp -d)
share() { python3 -c "print($minutes * $1)"; }
result() { python3 elsewhere.py result --file "$work/$1" --out "$out/$2"; }

language() {
  python3 elsewhere.py unpack --file "$packs/language.xz" --work "$work/language"
  python3 lm.py --work "$work/language" --minutes "$minutes" --from-share 0.5 --workers 3 --positions "${POSITIONS:-32000}"
  result language/lm.pt lm.pt
}

codec() {
  local decoder=(python3 codec.py --work "$work/codec" --hours "${HOURS:-10}" --part decoder)
  python3 elsewhere.py unpack --file "$packs/codec.xz" --work "$work/codec"
  "${decoder[@]}" --minutes "$(share 0.6)" --clips "${CLIPS:-32}" --weights 1,1,2,0.5
  result codec/codec-decoder.pt decoder.pt
  python3 codec.py --work "$work/codec" --hours "${HOURS:-10}" --part encoder --minutes "$(share 0.3)" --clips 16 --rate 1e-3 \
    --from-share 0.3 > "$out/encoder.log" 2>&1 &
  "${decoder[@]}" --minutes "$(share 0.3)" --clips "${CLIPS:-24}" --rate 4e-4 --from-share 0.5 --weights 10,10,20,5 --adversary 1
  wait
  result codec/codec-decoder.pt decoder-heard.pt
  result codec/codec-encoder.pt encoder.pt
}

for part in language codec; do
  if [ -e "$packs/$part.xz" ]; then "$part" > "$out/$part.log" 2>&1 & fi
done
wait
tail -n 4 "$out"/*.log
