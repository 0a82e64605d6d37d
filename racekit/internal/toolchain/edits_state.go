package toolchain

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

const (
	envGo  = "src/syscall/env_unix.go"
	logGo  = "src/log/log.go"
	fileGo = "src/os/file.go"
)

// stateEdits make steps of what programs share through packages without points
// (hazard 27 of docs/internal/hazards.md): the environment, files, and loggers, whose
// locks and atomics are the program's.
func stateEdits() []Edit {
	out := []Edit{
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
			Text: fmt.Sprintf("\trkVariable(%d, %s)\n", p.op, p.key)})
	}
	return append(append(out, logEdits...), fileEdits()...)
}

// fileEdits make steps of what is done with files, by their paths, and with their
// locks, by what they are.
func fileEdits() []Edit {
	out := []Edit{
		{Name: "File: its number", File: "src/os/file_unix.go", Anchor: "type file struct {\n", Put: After, Text: "\trkfile      uint64 // racekit\n"},
		{Name: "OpenFile: point", File: fileGo,
			Anchor: `	f, err := openFileNolog(name, flag, perm)
	if err != nil {
		return nil, err
	}
	f.appendMode`,
			Put: Instead, Text: `	number := rkOpens(name, flag)
	f, err := openFileNolog(name, flag, perm)
	if err != nil {
		return nil, err
	}
	f.rkOpened(number)
	f.appendMode`},
		{Name: "Flock: point", File: "src/syscall/zsyscall_linux_amd64.go",
			Anchor: "func Flock(fd int, how int) (err error) {\n",
			Put:    After, Text: `	if done, err := rkFlock(fd, how); done {
		return err
	}
`},
		{Name: "Close: of a file that is locked", File: "src/syscall/zsyscall_linux_amd64.go",
			Anchor: "func Close(fd int) (err error) {\n",
			Put:    After, Text: `	if file := rkCloses(fd); file != 0 {
		defer rkFlocked(file, fd, false)
	}
`},
	}
	for _, f := range files {
		point := "f.rkPoint(%v)"
		if f.path != "" {
			point = "rkFile(%v, " + f.path + ")"
		}
		out = append(out, Edit{Name: strings.TrimSuffix(strings.TrimPrefix(f.decl, "func "), " {") + ": point", File: "src/os/" + f.file,
			Anchor: f.decl + "\n", Put: After, Text: fmt.Sprintf("\t"+point+"\n", f.write)})
	}
	return out
}

// files are the functions of package os before which others may run.
var files = []struct {
	file  string // below src/os
	decl  string // its first line
	write bool
	path  string // its argument; empty is an open file
}{
	{"file.go", "func (f *File) Read(b []byte) (n int, err error) {", false, ""},
	{"file.go", "func (f *File) ReadAt(b []byte, off int64) (n int, err error) {", false, ""},
	{"file.go", "func (f *File) WriteAt(b []byte, off int64) (n int, err error) {", true, ""},
	{"file_posix.go", "func (f *File) Truncate(size int64) error {", true, ""},
	{"file.go", "func Mkdir(name string, perm FileMode) error {", true, "name"},
	{"file.go", "func Rename(oldpath, newpath string) error {", true, "newpath"},
	{"path.go", "func RemoveAll(path string) error {", true, "path"},
	{"stat.go", "func Stat(name string) (FileInfo, error) {", false, "name"},
	{"stat.go", "func Lstat(name string) (FileInfo, error) {", false, "name"},
	{"file_unix.go", "func Truncate(name string, size int64) error {", true, "name"},
	{"file_unix.go", "func Remove(name string) error {", true, "name"},
	{"file_unix.go", "func Link(oldname, newname string) error {", true, "newname"},
	{"file_unix.go", "func Symlink(oldname, newname string) error {", true, "newname"},
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
