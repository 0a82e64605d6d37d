package command

import "testing"

func TestWorkDir(t *testing.T) {
	env := []string{"GOROOT=/cache/goroot", "HOME=/h", "GOROOT=/usr/go"}
	for _, tt := range []struct {
		reason, dir string
		env         []string
		want        string
	}{
		{"a package of the user", "/home/me/p", env, "/home/me/p"},
		{"one of the standard library", "/cache/goroot/src/net/http", env, "/usr/go/src/net/http"},
		{"a folder whose name only begins alike", "/cache/goroot2/p", env, "/cache/goroot2/p"},
		{"nobody says where the user's is", "/cache/goroot/src/os", nil, "/cache/goroot/src/os"},
	} {
		b := &binary{Pkg: &pkg{Dir: tt.dir}, Env: tt.env, GOROOT: "/cache/goroot"}
		if got := b.workDir(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}
