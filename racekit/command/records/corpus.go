package records

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/text"
)

func Corpus() *frame.Command {
	o := new(engine.Options)
	c := &frame.Command{
		Name:  "corpus",
		Usage: "list | show | prune | merge [flags] [FOLDER|FILE|ID ...]",
		Short: "list, show, prune and merge the records of findings",
		Long: `The records under testdata/racekit are the regression tests that racekit test
replays first. Folders are searched with all that is below them; without one it
is the current folder.

	list   print each record and its finding
	show   print the report that was made when the record was written
	prune  replay each record and delete it if its finding no longer
	       occurs; if the program no longer follows the record, none of -n
	       schedules may show the finding
	merge  take the records of other folders, such as those of a CI run,
	       into the packages of this module; of two records of one finding
	       the simpler is kept`,
	}
	c.Flags.Init("corpus", flag.ContinueOnError)
	c.Refused = engine.NotOfBuild
	c.Accepts = frame.Accepts{Min: 1, Words: []frame.Word{
		{Name: "list", Accepts: frame.Accepts{Max: frame.AnyNumber, Flags: []string{"C"}}},
		{Name: "show", Accepts: frame.Accepts{Min: 1, Max: frame.AnyNumber, What: "records: files, or IDs of 16 hex digits", Flags: []string{"C", "out"}}},
		{Name: "prune", Accepts: frame.Accepts{Max: frame.AnyNumber, Binary: true}},
		{Name: "merge", Accepts: frame.Accepts{Min: 1, Max: frame.AnyNumber, What: "the folders to take records from", Flags: []string{"C"}}},
	}}
	o.BuildFlags(&c.Flags)
	o.CommonFlags(&c.Flags)
	dry := c.Flags.Bool("dry", false, "prune: print what would be deleted, and delete nothing")
	n := 300
	c.Flags.Func("n", "prune: explore `N` schedules where a record no longer matches the code (default 300)", frame.Positive(&n))
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		names := args.Names[1:]
		switch args.Names[0] {
		case "list":
			return listRecords(std, names)
		case "show":
			return showRecords(std, o, names)
		case "prune":
			return (&pruner{std: std, flags: o, args: args.Binary, dry: *dry, n: n}).prune(ctx, names)
		default:
			return mergeRecords(ctx, std, names)
		}
	}
	return c
}

// recordsBelow returns the records in the folders, or that are named
// themselves, in order.
func recordsBelow(names []string) ([]string, error) {
	if len(names) == 0 {
		names = []string{"."}
	}
	var files []string
	for _, name := range names {
		top := strings.TrimSuffix(name, "...")
		info, err := os.Stat(filepath.Clean(top))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no %s; name folders, or records", name)
		case err != nil:
			return nil, fmt.Errorf("cannot look for records: %w", err)
		case !info.IsDir():
			files = append(files, filepath.Clean(top))
			continue
		}
		found, err := record.Below(filepath.Clean(top), finding.ValidIdentity)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

func listRecords(std frame.Streams, names []string) error {
	files, err := recordsBelow(names)
	if err != nil {
		return err
	}
	failed := false
	for _, file := range files {
		rec, err := record.Load(file)
		if err != nil {
			fmt.Fprintln(std.Err, err)
			failed = true
			continue
		}
		fmt.Fprintf(std.Out, "%s\n    %s: %s\n", file, rec.Test, headline(rec))
	}
	if failed {
		return frame.Exit(frame.ExitUnfinished)
	}
	return nil
}

// headline is the line of the report that says what the finding is.
func headline(rec *record.Record) string {
	for _, l := range rec.Log {
		if l = strings.Join(strings.Fields(l), " "); strings.HasPrefix(l, string(rec.Kind)+": ") {
			return l
		}
	}
	return string(rec.Kind)
}

func showRecords(std frame.Streams, o *engine.Options, names []string) error {
	root, err := o.RecordRoot()
	if err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	for i, name := range names {
		file, err := record.Locate(name, here, root)
		if err != nil {
			return err
		}
		rec, err := record.Load(file)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(std.Out)
		}
		fmt.Fprintf(std.Out, "%s\n%s\n", strings.Join(rec.Log, "\n"),
			"    recorded: "+strings.Join(facts(rec), ", "))
		fmt.Fprintf(std.Out, "    replay: racekit replay %s\n", record.Relative(file))
	}
	return nil
}

// facts are what a record has of itself, in the words of the report it was made
// with: its schedule is the number that stands there.
func facts(rec *record.Record) []string {
	all := []string{rec.Go, "strategy " + rec.Strategy}
	if rec.Number > 0 {
		all = append(all, fmt.Sprintf("schedule %d", rec.Number))
	}
	return append(all, text.Count(rec.Steps, "step"))
}
