package wire

import (
	"embed"
	"strings"
)

// Source is this package's own source, for the controlled testing package.
//
//go:embed *.go
var Source embed.FS

// Version names the protocol: two sides with the same one are made of the same
// sources of this package. A worker with another one is not talked to.
var Version = fingerprint()

// fingerprint is the FNV-1a hash of the sources that are injected.
func fingerprint() uint32 {
	h := uint32(2166136261)
	files, _ := Source.ReadDir(".")
	for _, f := range files {
		if f.Name() == "source.go" || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		text, _ := Source.ReadFile(f.Name())
		for _, b := range text {
			h = (h ^ uint32(b)) * 16777619
		}
	}
	return h
}
