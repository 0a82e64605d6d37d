package exhaustive

import (
	"bytes"
	"io"
	"log"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// What goroutines share through standard packages: the environment and loggers.

const variable = "RACEKIT_EXHAUSTIVE"

func TestSetenv(t *testing.T) {
	each(2, func(i int) { os.Setenv(variable, strconv.Itoa(i)) })
}

func TestEnvPair(t *testing.T) {
	each(2, func(i int) {
		v := strconv.Itoa(i)
		os.Setenv(variable, v)
		if os.Getenv(variable) != v {
			t.Error("another value")
		}
	})
}

func TestLogPairs(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&b, "", 0)
	each(2, func(i int) {
		l.Print(i)
		l.Print(i)
	})
	if s := b.String(); s != "0\n0\n1\n1\n" && s != "1\n1\n0\n0\n" {
		t.Error(s)
	}
}

func TestLogToSink(t *testing.T) {
	each(3, func(i int) {
		log.Print(i)
		log.New(io.Discard, "", 0).Print(i)
	})
}

func TestOutcomeEnvironment(t *testing.T) {
	var got [2]string
	each(2, func(i int) {
		os.Setenv(variable, strconv.Itoa(i))
		got[i] = os.Getenv(variable)
	})
	t.Fatal("outcome", got)
}

func TestOutcomeUnsetenv(t *testing.T) {
	os.Setenv(variable, "set")
	var known bool
	each(2, func(i int) {
		if i == 0 {
			os.Unsetenv(variable)
		} else {
			_, known = os.LookupEnv(variable)
		}
	})
	t.Fatal("outcome", known)
}

func TestOutcomeEnviron(t *testing.T) {
	os.Unsetenv(variable + "1")
	os.Unsetenv(variable + "2")
	n := 0
	each(2, func(i int) {
		if i == 0 {
			os.Setenv(variable+"1", "")
			os.Setenv(variable+"2", "")
			return
		}
		for _, s := range os.Environ() {
			if strings.HasPrefix(s, variable+"1=") || strings.HasPrefix(s, variable+"2=") {
				n++
			}
		}
	})
	t.Fatal("outcome", n)
}

// lines returns what was written to b, in one line.
func lines(b *bytes.Buffer) string { return strings.ReplaceAll(b.String(), "\n", ";") }

func TestOutcomeLogger(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&b, "", 0)
	each(2, func(i int) {
		l.Print(i)
		l.Print(i)
	})
	t.Fatal("outcome", lines(&b))
}

func TestOutcomePrefix(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&b, "old", 0)
	each(2, func(i int) {
		if i == 0 {
			l.SetPrefix("new")
			l.Print(i)
		} else {
			l.Print(i)
		}
	})
	t.Fatal("outcome", lines(&b))
}

// Whether a line goes to a sink is the schedule's too: two may be about to be
// written there when they come to go elsewhere.
func TestOutcomeSetOutput(t *testing.T) {
	var b bytes.Buffer
	var near [2]atomic.Bool
	l := log.New(os.Stderr, "", 0)
	each(3, func(i int) {
		switch {
		case i > 0:
			near[i-1].Store(true)
			l.Print(i)
		case near[0].Load() && near[1].Load():
			l.SetOutput(&b)
		}
	})
	t.Fatal("outcome", lines(&b))
}

func TestOutcomeDiscard(t *testing.T) {
	var b bytes.Buffer
	l := log.New(&b, "", 0)
	each(2, func(i int) {
		if i == 0 {
			l.SetOutput(io.Discard)
			return
		}
		l.Print("a")
		l.Print("b")
	})
	t.Fatal("outcome", lines(&b))
}

type counter struct{ n *atomic.Int64 }

func (c counter) String() string { return strconv.FormatInt(c.n.Add(1), 10) }

// What is printed may have steps of its own, before the line.
func TestOutcomeStringer(t *testing.T) {
	var b bytes.Buffer
	var n atomic.Int64
	l := log.New(&b, "", 0)
	each(2, func(int) { l.Print(counter{&n}) })
	t.Fatal("outcome", lines(&b))
}

type careful struct {
	b *bytes.Buffer
	n *atomic.Int64
}

func (w careful) Write(p []byte) (int, error) {
	w.n.Add(1)
	return w.b.Write(p)
}

// Where a line is written to may have steps too, while the logger is locked.
func TestOutcomeWriter(t *testing.T) {
	var b bytes.Buffer
	var n atomic.Int64
	l := log.New(careful{&b, &n}, "", 0)
	var seen int64
	each(3, func(i int) {
		if i == 0 {
			seen = n.Load()
		} else {
			l.Print(i)
		}
	})
	t.Fatal("outcome", seen, lines(&b))
}
