#!/bin/bash
# The pictures of the README can be made anew, and are all there is. pictures.sh COUTIL
coutil=$1
. "$(dirname "$0")/../cli/checks.sh"

mkdir "$work/made"
gives 0 sh tracer/pictures/make.sh "$coutil" "$work/made"
for picture in tracer/pictures/*.png; do
  made=$work/made/$(basename "$picture")
  that "$picture can't be made anew" [ -s "$made" ]
  # Width and height, as a PNG's header has them.
  for file in "$picture" "$made"; do od -An -tx1 -j16 -N8 "$file"; done >"$work/sizes"
  that "$picture was made in another size" [ "$(sort -u "$work/sizes" | wc -l)" -eq 1 ]
  that "the README does not show $picture" grep -qF "($picture)" README.md
done
that "make.sh makes a picture that nobody has" [ "$(ls "$work/made" | wc -l)" -eq "$(ls tracer/pictures/*.png | wc -l)" ]
finish
