package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// offline is what the go command says where it cannot reach the module proxy.
var offline = regexp.MustCompile(`dial tcp|no such host|i/o timeout|connection refused|TLS handshake|module lookup disabled`)

func TestScriptDebug(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with the controlled toolchain")
	}
	dlv, err := exec.LookPath("dlv")
	if err != nil {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), "go", "install", delve)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOBIN="+dir)
		if out, err := cmd.CombinedOutput(); err != nil && offline.Match(out) {
			t.Skipf("Delve is not installed and cannot be had: %s", out)
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		dlv = filepath.Join(dir, "dlv")
	}
	runScripts(t, filepath.Join("script", "debug"), "DLV="+filepath.Dir(dlv))
}

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ reason, word, want string }{
		{"plain", "-test.run=TestX", "-test.run=TestX"},
		{"nothing", "", "''"},
		{"spaces", "GORACE=a b", "'GORACE=a b'"},
		{"quotes", "it's", `'it'\''s'`},
		{"what a shell expands", "$x*", "'$x*'"},
	} {
		if got := quote(tt.word); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}
