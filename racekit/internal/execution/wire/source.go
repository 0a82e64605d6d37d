package wire

import "embed"

// Source is this package's own source, for the controlled testing package.
//
//go:embed *.go
var Source embed.FS
