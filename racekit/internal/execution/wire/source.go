package wire

import (
	"embed"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Source is this package's own source, for the controlled toolchain.
//
//go:embed *.go
var Source embed.FS

// Version names the protocol: two sides with the same one are made of the same
// sources of this package and of sched. A worker with another one is not talked
// to.
var Version = fingerprint(Source, sched.Source)

// fingerprint is the FNV-1a hash of the sources that are injected.
func fingerprint(sources ...embed.FS) uint32 {
	h := uint32(2166136261)
	for _, source := range sources {
		files, _ := source.ReadDir(".")
		for _, f := range files {
			if f.Name() == "source.go" || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			text, _ := source.ReadFile(f.Name())
			for _, b := range text {
				h = (h ^ uint32(b)) * 16777619
			}
		}
	}
	return h
}
