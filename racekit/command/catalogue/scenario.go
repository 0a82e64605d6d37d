package catalogue

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/file"
)

func Scenario() *frame.Command {
	c := &frame.Command{
		Name:  "scenario",
		Usage: "new ID | index",
		Short: "make a new scenario, or the index of all",
		Long: `Scenario is for those who add to the catalogue. Run it in the root of racekit's
own source.

	new ID  write scenarios/ID, to be filled in
	index   write scenarios/index.go, the list of all scenarios`,
	}
	c.Flags.Init("scenario", flag.ContinueOnError)
	c.Accepts = frame.Accepts{Min: 1, Words: []frame.Word{
		{Name: "new", Accepts: frame.Accepts{Min: 1, Max: 1, What: "one ID"}},
		{Name: "index", Accepts: frame.Accepts{}},
	}}
	c.Run = func(_ context.Context, std frame.Streams, args frame.Args) error {
		if _, err := os.Stat(filepath.Join("scenarios", "scenarios.go")); err != nil {
			return errors.New("there is no scenarios/scenarios.go here: run it in the root of racekit's source")
		}
		if args.Names[0] == "new" {
			if err := newScenario(args.Names[1]); err != nil {
				return err
			}
			fmt.Fprintf(std.Out, "scenarios/%s is there; tell its story in doc.go, declare it in scenario.go, then:\n\tgo test -race ./scenarios/%[1]s\n\tracekit matrix %[1]s\n", args.Names[1])
		}
		return writeIndex()
	}
	return c
}

func newScenario(id string) error {
	files, err := catalogue.New(id)
	if err != nil {
		return err
	}
	dir := filepath.Join("scenarios", id)
	if err := os.Mkdir(dir, 0o777); err != nil {
		return fmt.Errorf("the scenario cannot be made: %w", err)
	}
	names := []string{}
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(files[name]), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// writeIndex makes the index anew; it appears by rename.
func writeIndex() error {
	text, err := catalogue.Index(os.DirFS("scenarios"))
	if err != nil {
		return err
	}
	return file.Save(filepath.Join("scenarios", "index.go"), file.Text(string(text)))
}
