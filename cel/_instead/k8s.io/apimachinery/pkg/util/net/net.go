// Package net has what a watch asks of a broken connection: there is none.
package net

func IsProbableEOF(error) bool { return false }

func IsTimeout(error) bool { return false }
