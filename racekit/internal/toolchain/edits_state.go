package toolchain

import (
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

const (
	envGo = "src/syscall/env_unix.go"
	logGo = "src/log/log.go"
)

// stateEdits make steps of what programs share through packages without points
// (hazard 27 of docs/internal/hazards.md): the environment, and loggers, whose
// locks and atomics are the program's.
func stateEdits() []Edit {
	out := []Edit{
		{Name: "imports of env_unix.go", File: envGo, Anchor: "import (\n", Put: After, Text: "\trksys \"internal/runtime/sys\"\n"},
		{Name: "imports of log.go", File: logGo, Anchor: "import (\n", Put: After, Text: "\trksys \"internal/runtime/sys\"\n"},
	}
	for _, p := range []struct {
		name, decl string
		op         sched.Op
		key        string
	}{
		{"Getenv", "func Getenv(key string) (value string, found bool) {\n", sched.OpGetenv, "key"},
		{"Environ", "func Environ() []string {\n", sched.OpGetenv, `""`},
		{"Setenv", "func Setenv(key, value string) error {\n", sched.OpSetenv, "key"},
		{"Unsetenv", "func Unsetenv(key string) error {\n", sched.OpSetenv, "key"},
		{"Clearenv", "func Clearenv() {\n", sched.OpSetenv, `""`},
	} {
		out = append(out, Edit{Name: p.name + ": point", File: envGo, Anchor: p.decl, Put: After,
			Text: fmt.Sprintf("\trkVariable(%d, %s, rksys.GetCallerPC())\n", p.op, p.key)})
	}
	return append(out, logEdits...)
}

var logEdits = []Edit{
	{Name: "log.New: no points", File: logGo,
		Anchor: `	l.SetOutput(out)
	l.SetPrefix(prefix)
	l.SetFlags(flag)
`,
		Put: Instead, Text: `	rkHush(1)
	l.SetOutput(out)
	l.SetPrefix(prefix)
	l.SetFlags(flag)
	rkHush(-1)
`},
	{Name: "Logger: whose buffer it is, is nothing that a program sees", File: logGo,
		Anchor: "\tp := bufferPool.Get().(*[]byte)\n",
		Put:    Instead, Text: `	rkHush(1)
	p := bufferPool.Get().(*[]byte)
	rkHush(-1)
`},
	{Name: "Logger: likewise at its end", File: logGo,
		Anchor: "\tbufferPool.Put(p)\n",
		Put:    Instead, Text: `	rkHush(1)
	bufferPool.Put(p)
	rkHush(-1)
`},
	{Name: "Logger.output: what is discarded", File: logGo,
		Anchor: "\tif l.isDiscard.Load() {\n",
		Put:    Instead, Text: "\tif l.rkDiscards() {\n"},
	{Name: "Logger.output: settings", File: logGo,
		Anchor: "\tprefix := l.Prefix()\n\tflag := l.Flags()\n",
		Put:    Instead, Text: "\tprefix, flag := l.rkSettings()\n"},
	{Name: "Logger.output: its time zone is no point", File: logGo,
		Anchor: "\tformatHeader(buf, now, prefix, flag, file, line)\n",
		Put:    Instead, Text: `	rkHush(1)
	formatHeader(buf, now, prefix, flag, file, line)
	rkHush(-1)
`},
	{Name: "Logger.output: points", File: logGo,
		Anchor: `	l.outMu.Lock()
	defer l.outMu.Unlock()
	_, err := l.out.Write(*buf)
`,
		Put: Instead, Text: `	defer l.rkUnlock(l.rkLock(rksys.GetCallerPC()))
	_, err := l.out.Write(*buf)
`},
}
