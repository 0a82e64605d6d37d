package points

import (
	"bytes"
	"io"
	"log"
	"os"
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
