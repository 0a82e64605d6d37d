// Package scenarios lists the scenarios, each in a folder of its own, and holds
// their sources.
package scenarios

import "embed"

// Sources are the files of all scenarios.
//
//go:embed */*.go
var Sources embed.FS
