package main

// unlimited are the packages whose tests must end without any limitation.
var unlimited = []string{
	"sync", "sync/atomic", "context", "container/heap", "container/list", "container/ring", "io",
}

// std and modules are what the table is about; modules are packages that
// testdata/modules depends on.
var (
	std     = append(unlimited[:len(unlimited):len(unlimited)], "time", "net/http/httptest")
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
