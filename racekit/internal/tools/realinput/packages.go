package main

import "slices"

// unlimited are the packages whose tests must end without any limitation.
var unlimited = []string{
	"sync", "context", "container/heap", "container/list", "container/ring", "io",
}

// brief are packages with so many tests, or tests that take so long, that each
// gets less.
var brief = []string{
	"strings", "bytes", "bufio", "image", "go/parser", "archive/zip", "compress/gzip",
	"encoding/json", "text/template", "log", "log/slog", "expvar", "database/sql",
	"os/exec", "os/signal", "testing", "os", "net", "net/http", "crypto/tls",
}

// std and modules are what the table is about; modules are packages that
// testdata/modules depends on.
var (
	std     = slices.Concat(unlimited, []string{"sync/atomic", "time", "net/http/httptest"}, brief)
	modules = []string{
		"pgregory.net/rapid",
		"go.uber.org/goleak", "go.uber.org/goleak/internal/stack",
		"github.com/google/go-cmp/cmp", "github.com/google/go-cmp/cmp/cmpopts",
		"github.com/google/go-cmp/cmp/internal/diff",
		"github.com/google/go-cmp/cmp/internal/function", "github.com/google/go-cmp/cmp/internal/value",
		"github.com/rogpeppe/go-internal/diff", "github.com/rogpeppe/go-internal/fmtsort",
		"github.com/rogpeppe/go-internal/imports", "github.com/rogpeppe/go-internal/lockedfile",
		"github.com/rogpeppe/go-internal/par", "github.com/rogpeppe/go-internal/testscript",
		"github.com/rogpeppe/go-internal/txtar",
		"golang.org/x/term", "golang.org/x/tools/txtar",
	}
)
