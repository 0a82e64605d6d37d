package releases

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// linked uses what is edited, so that nothing may be undefined in it.
const linked = `package main

import (
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func main() {
	var mu sync.RWMutex
	var n atomic.Int32
	mu.Lock()
	go n.Add(1)
	time.Sleep(1)
	println(rand.Text())
	testing.Main(nil, nil, nil, nil)
}
`

// TestPlatforms compiles the edited packages for systems that are not here.
// Memory accesses and atomics are points on linux/amd64 only; the rest must
// work everywhere, and the detector must not miss what only its assembly has.
func TestPlatforms(t *testing.T) {
	tc, err := lab.Toolchain()
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module p\n\ngo 1.25\n")
	write(t, filepath.Join(dir, "main.go"), linked)
	const core = "runtime internal/sync sync time crypto/internal/sysrand"
	for _, tt := range []struct {
		platform string
		build    string
		reason   string
	}{
		{"linux/arm64", core, "another processor"},
		{"linux/386", core + " testing", "an int has 32 bits"},
		{"windows/amd64", core, "no mmap, no netpoll"},
		{"freebsd/amd64", core, "a Unix that is not Linux"},
		{"darwin/arm64", "-race -o " + os.DevNull + " .", "with the detector, which needs no cgo there, and linked"},
	} {
		t.Run(tt.platform, func(t *testing.T) {
			system, arch, _ := strings.Cut(tt.platform, "/")
			cmd := exec.Command(tc.Go(), append([]string{"build"}, strings.Fields(tt.build)...)...)
			cmd.Dir = dir
			cmd.Env = append(tc.Env(os.Environ()), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: go build %s: %v\n%s", tt.reason, tt.build, err, out)
			}
		})
	}
}
