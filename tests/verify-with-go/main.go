// Verifies an audit log with what Go's checksum database is verified with, golang.org/x/mod/sumdb, and nothing of
// NextCRM's. The log is a folder of downloaded tiles or the address they are served at.
//
//	main -key KEY [-token TOKEN] [-proof FILE]... [-old CHECKPOINT -consistency FILE] FOLDER|URL
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type files []string

func (f *files) String() string         { return strings.Join(*f, " ") }
func (f *files) Set(value string) error { *f = append(*f, value); return nil }

// A source gives the files below a folder or an address.
type source struct{ place, token string }

func (s source) read(path string) ([]byte, error) {
	if !strings.Contains(s.place, "://") {
		return os.ReadFile(filepath.Join(s.place, filepath.FromSlash(path)))
	}
	request, err := http.NewRequest("GET", strings.TrimSuffix(s.place, "/")+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// C2SP tlog-tiles are Go's tiles of height 8 without the height in their path.
type tiles struct{ source }

func (tiles) Height() int                         { return 8 }
func (tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := t.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func openCheckpoint(message []byte, verifier note.Verifier) (tree tlog.Tree, err error) {
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, errors.New("the checkpoint is of another log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Every entry has the hash that the tiles have of it, and each hash its proof.
func checkEntries(from source, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 256 {
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: 256}
		if tree.N-first < 256 {
			tile.W = int(tree.N - first)
		}
		bundle, err := from.read(strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1))
		if err != nil {
			return err
		}
		for at := first; at < first+int64(tile.W); at++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("entry %d: the bundle ends before it", at)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			proof, err := tlog.ProveRecord(tree.N, at, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, at, tlog.RecordHash(bundle[2:end])); err != nil {
				return fmt.Errorf("entry %d: %w", at, err)
			}
			bundle = bundle[end:]
		}
		if len(bundle) > 0 {
			return fmt.Errorf("the bundle of entry %d has more than its entries", first)
		}
	}
	return nil
}

// A proof as …/audit-logs/{id}/proof answers it.
func checkProof(file string, verifier note.Verifier) error {
	var answer struct {
		Leaf       string
		Sequence   int64
		Proof      []tlog.Hash
		Checkpoint string
	}
	tree, err := readAnswer(file, verifier, &answer, &answer.Checkpoint)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(answer.Proof, tree.N, tree.Hash, answer.Sequence, tlog.RecordHash([]byte(answer.Leaf)))
}

// What …/audit-logs/consistency answers: the older checkpoint's log is the beginning of the newer one's.
func checkConsistency(file, oldFile string, verifier note.Verifier) error {
	message, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(message, verifier)
	if err != nil {
		return err
	}
	var answer struct {
		Proof      []tlog.Hash
		Checkpoint string
	}
	tree, err := readAnswer(file, verifier, &answer, &answer.Checkpoint)
	if err != nil {
		return err
	}
	return tlog.CheckTree(answer.Proof, tree.N, tree.Hash, old.N, old.Hash)
}

func readAnswer(file string, verifier note.Verifier, answer any, checkpoint *string) (tree tlog.Tree, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return tree, err
	}
	if err = json.Unmarshal(text, answer); err != nil {
		return tree, err
	}
	return openCheckpoint([]byte(*checkpoint), verifier)
}

func run() error {
	var proofs files
	key := flag.String("key", "", "the log's key, as …/audit-logs/keys tells it")
	token := flag.String("token", "", "an API key, for an address")
	old := flag.String("old", "", "an older checkpoint that was kept")
	consistency := flag.String("consistency", "", "the proof that the older checkpoint is of this log")
	flag.Var(&proofs, "proof", "an event's proof; may be repeated")
	flag.Parse()
	verifier, err := note.NewVerifier(*key)
	if err != nil {
		return err
	}
	from := source{flag.Arg(0), *token}
	message, err := from.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(message, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	hashes := tlog.TileHashReader(tree, tiles{from})
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if root != tree.Hash {
		return errors.New("the tiles do not have the checkpoint's root")
	}
	if err := checkEntries(from, tree, hashes); err != nil {
		return err
	}
	for _, file := range proofs {
		if err := checkProof(file, verifier); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if *consistency != "" {
		if err := checkConsistency(*consistency, *old, verifier); err != nil {
			return fmt.Errorf("%s: %w", *consistency, err)
		}
	}
	fmt.Printf("%d entries, %d proofs, root %v\n", tree.N, len(proofs), tree.Hash)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
