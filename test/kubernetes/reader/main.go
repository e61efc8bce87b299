// Reader says what Go's readers make of bytes: one JSON request a line on standard input, one answer a line on standard
// output, in the same order, as they come.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// request has exactly one of its members, in base64.
type request struct {
	// One YAML document, as sigs.k8s.io/yaml reads it.
	YAML []byte `json:"yaml"`
	// A file, as kubectl splits and reads it (cli-runtime, resource.StreamVisitor).
	File []byte `json:"file"`
	// An archive, unpacked, as archive/tar reads it.
	Tar []byte `json:"tar"`
}

type answer struct {
	// Values in the order of the input, up to the first that cannot be read.
	Values  []json.RawMessage `json:"values,omitempty"`
	Entries []entry           `json:"entries,omitempty"`
	Error   string            `json:"error,omitempty"`
}

type entry struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Text []byte `json:"text"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			text, err := json.Marshal(answerTo(line))
			if err != nil {
				log.Fatal(err)
			}
			out.Write(text)
			out.WriteByte('\n')
			if err := out.Flush(); err != nil {
				log.Fatal(err)
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

func answerTo(line []byte) answer {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		log.Fatalf("no request: %v: %.200s", err, line)
	}
	switch {
	case asked.YAML != nil:
		return document(asked.YAML)
	case asked.File != nil:
		return file(asked.File)
	default:
		return archive(asked.Tar)
	}
}

func document(text []byte) answer {
	value, err := yaml.YAMLToJSON(text)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Values: []json.RawMessage{value}}
}

func file(content []byte) answer {
	var found answer
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(content), 4096)
	for {
		var value runtime.RawExtension
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			found.Error = err.Error()
			return found
		}
		raw := bytes.TrimSpace(value.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		found.Values = append(found.Values, json.RawMessage(raw))
	}
}

func archive(content []byte) answer {
	var found answer
	reader := tar.NewReader(bytes.NewReader(content))
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			found.Error = err.Error()
			return found
		}
		text, err := io.ReadAll(io.LimitReader(reader, 1<<20))
		if err != nil {
			found.Error = err.Error()
			return found
		}
		found.Entries = append(found.Entries, entry{Name: header.Name, Type: string(rune(header.Typeflag)), Text: text})
	}
}
