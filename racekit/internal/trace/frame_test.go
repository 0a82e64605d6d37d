package trace

import "testing"

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		reason, fn, pkg, short, plain string
		machinery                     bool
	}{
		{"function", "example.com/bank.F", "example.com/bank", "F", "example.com/bank.F", false},
		{"method and literal", "a/b.(*T).M.func1", "a/b", "(*T).M.func1", "a/b.(*T).M.func1", false},
		{"dots in the last element are escaped", "gopkg.in/yaml%2ev3.F", "gopkg.in/yaml.v3", "F", "gopkg.in/yaml.v3.F", false},
		{"type arguments hold slashes and dots", "a/b.(*T[go.shape.struct { c/d.x [3]int }]).M", "a/b", "(*T[go.shape.struct { c/d.x [3]int }]).M", "a/b.(*T[...]).M", false},
		{"runtime", "runtime.gopark", "runtime", "gopark", "runtime.gopark", true},
		{"below internal", "internal/sync.(*Mutex).Lock", "internal/sync", "(*Mutex).Lock", "internal/sync.(*Mutex).Lock", true},
		{"internal of somebody else", "x/internal/y.F", "x/internal/y", "F", "x/internal/y.F", false},
		{"a logger", "log.(*Logger).output", "log", "(*Logger).output", "log.(*Logger).output", true},
		{"files", "os.ReadFile", "os", "ReadFile", "os.ReadFile", false},
		{"builtin", "panic", "", "panic", "panic", true},
		{"synctest is not package testing", "testing/synctest.Test", "testing/synctest", "Test", "testing/synctest.Test", false},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			if p, s, pl, m := Package(tt.fn), Short(tt.fn), Plain(tt.fn), Machinery(tt.fn); p != tt.pkg || s != tt.short || pl != tt.plain || m != tt.machinery {
				t.Errorf("%s: %q %q %q %v", tt.fn, p, s, pl, m)
			}
		})
	}
}

func TestInjected(t *testing.T) {
	for _, tt := range []struct {
		reason string
		frame  Frame
		want   bool
	}{
		{"the runtime's part", Frame{Func: "runtime.rkRootLoop", File: "/go/src/runtime/racekit_run.go"}, true},
		{"a function that another package sees", Frame{Func: "sync.runtime_rkPoint", File: "/go/src/runtime/racekit_point.go"}, true},
		{"a function for package log", Frame{Func: "log.(*Logger).rkLock", File: "/go/src/log/racekit.go"}, true},
		{"a function for package syscall", Frame{Func: "syscall.rkVariable", File: "/go/src/runtime/racekit_state.go"}, true},
		{"a method in testing", Frame{Func: "testing.(*rkExecution).body.func2", File: "/go/src/testing/racekit.go"}, true},
		{"an edited file", Frame{Func: "runtime.rkPoint", File: "/go/src/runtime/chan.go"}, true},
		{"the standard library", Frame{Func: "testing.tRunner", File: "/go/src/testing/testing.go"}, false},
		{"a program with such a file", Frame{Func: "a/b.rkThing", File: "/src/racekit.go"}, false},
	} {
		if got := tt.frame.Injected(); got != tt.want {
			t.Errorf("%s: %v", tt.reason, got)
		}
	}
}

func TestUser(t *testing.T) {
	user := Frame{Func: "a/b.F", Line: 3}
	lock := Frame{Func: "sync.(*Mutex).Lock"}
	park := Frame{Func: "runtime.gopark"}
	for _, tt := range []struct {
		reason string
		stack  []Frame
		want   Frame
		ok     bool
	}{
		{"machinery is skipped", []Frame{park, lock, user}, user, true},
		{"a test of sync has only machinery", []Frame{park, lock}, lock, true},
		{"nothing but the runtime", []Frame{park}, park, true},
		{"no stack", nil, Frame{}, false},
	} {
		if got, ok := User(tt.stack); got != tt.want || ok != tt.ok {
			t.Errorf("%s: User = %v, %v", tt.reason, got, ok)
		}
	}
}
