package points

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"testing"
)

// What standard packages keep for programs.

const variable = "RACEKIT_POINTS"

func TestGetenv(t *testing.T) { between(t, func() { os.Getenv(variable) }) }

func TestLookupEnv(t *testing.T) { between(t, func() { os.LookupEnv(variable) }) }

func TestTempDir(t *testing.T) { between(t, func() { os.TempDir() }) }

func TestExpandEnv(t *testing.T) { between(t, func() { os.ExpandEnv("$" + variable) }) }

func TestEnviron(t *testing.T) { between(t, func() { os.Environ() }) }

func TestSetenv(t *testing.T) { between(t, func() { os.Setenv(variable, "") }) }

func TestSetenvOfTest(t *testing.T) { between(t, func() { t.Setenv(variable, "") }) }

func TestUnsetenv(t *testing.T) { between(t, func() { os.Unsetenv(variable) }) }

func TestLogger(t *testing.T) {
	l := log.New(&bytes.Buffer{}, "", 0)
	between(t, func() { l.Print() })
}

func TestLoggerPrefix(t *testing.T) {
	l := log.New(&bytes.Buffer{}, "", 0)
	between(t, func() { l.Prefix() })
}

func TestLoggerSetPrefix(t *testing.T) {
	l := log.New(&bytes.Buffer{}, "", 0)
	between(t, func() { l.SetPrefix("") })
}

func TestLoggerSetOutput(t *testing.T) {
	l := log.New(&bytes.Buffer{}, "", 0)
	between(t, func() { l.SetOutput(io.Discard) })
}

func TestStandardLogger(t *testing.T) { between(t, func() { log.Print() }) }

func TestDiscardingLogger(t *testing.T) {
	l := log.New(io.Discard, "", 0)
	between(t, func() { l.Print() })
}

// TestNewLogger has no points: nobody else knows the logger.
func TestNewLogger(t *testing.T) {
	between(t, func() { log.New(&bytes.Buffer{}, "", 0) })
}

// path is that of a file that is there.
func path(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func open(t *testing.T) *os.File {
	f, err := os.OpenFile(path(t), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestFileOpen(t *testing.T) {
	name := path(t)
	between(t, func() { os.Open(name) })
}

func TestFileCreate(t *testing.T) {
	name := path(t)
	between(t, func() { os.Create(name) })
}

func TestFileReadFile(t *testing.T) {
	name := path(t)
	between(t, func() { os.ReadFile(name) })
}

func TestFileRead(t *testing.T) {
	f := open(t)
	between(t, func() { f.Read(make([]byte, 1)) })
}

func TestFileReadAt(t *testing.T) {
	f := open(t)
	between(t, func() { f.ReadAt(make([]byte, 1), 0) })
}

func TestFileWrite(t *testing.T) {
	f := open(t)
	between(t, func() { f.WriteString("x") })
}

func TestFileWriteAt(t *testing.T) {
	f := open(t)
	between(t, func() { f.WriteAt([]byte("x"), 1) })
}

func TestFilePrint(t *testing.T) {
	f := open(t)
	between(t, func() { fmt.Fprintln(f, "x") })
}

func TestFileTruncate(t *testing.T) {
	f := open(t)
	between(t, func() { f.Truncate(1) })
}

func TestFileTruncateByName(t *testing.T) {
	name := path(t)
	between(t, func() { os.Truncate(name, 1) })
}

func TestFileStat(t *testing.T) {
	name := path(t)
	between(t, func() { os.Stat(name) })
}

func TestFileLstat(t *testing.T) {
	name := path(t)
	between(t, func() { os.Lstat(name) })
}

func TestFileMkdir(t *testing.T) {
	name := path(t)
	between(t, func() { os.Mkdir(name+"2", 0o700) })
}

func TestFileRemove(t *testing.T) {
	name := path(t)
	between(t, func() { os.Remove(name) })
}

func TestFileRemoveAll(t *testing.T) {
	name := path(t)
	between(t, func() { os.RemoveAll(name) })
}

func TestFileRename(t *testing.T) {
	name := path(t)
	between(t, func() { os.Rename(name, name+"2") })
}

func TestFileLink(t *testing.T) {
	name := path(t)
	between(t, func() { os.Link(name, name+"2") })
}

func TestFileSymlink(t *testing.T) {
	name := path(t)
	between(t, func() { os.Symlink(name, name+"2") })
}

// TestFilePrinted has no points: what is printed goes to a sink.
func TestFilePrinted(t *testing.T) {
	between(t, func() { fmt.Println("x") })
}
