package detect

import "embed"

// Source is this package's own source, for the controlled toolchain.
//
//go:embed *.go
var Source embed.FS
